"""What was handed in: found, read, kept; nothing of it is run."""
