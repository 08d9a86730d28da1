"""The hidden suites of assignment 2, `losses`."""
