"""Where student code runs: a warm fork server, one confined worker per submission."""
