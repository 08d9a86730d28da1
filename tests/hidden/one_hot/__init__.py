"""The hidden suites of assignment 1, `one_hot`."""
