"""What the terminal shows, as pure functions of values."""
