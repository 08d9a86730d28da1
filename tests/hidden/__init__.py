"""The hidden suites. Nothing here reaches a student."""
