"""Where student code runs: one confined worker for each submission."""
