"""Where student code runs: a warm fork server, one locked-in worker per submission."""
