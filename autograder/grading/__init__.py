"""One submission, graded: hidden suites driven against its locked-down worker."""
