"""Which known mistake a wrong answer looks like."""
