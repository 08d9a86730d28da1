"""The hidden suites of assignment 3, `gradients`."""
