"""What people see of one submission: pure functions of its Report."""
