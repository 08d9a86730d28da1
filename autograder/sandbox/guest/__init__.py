"""What runs beside student code."""
