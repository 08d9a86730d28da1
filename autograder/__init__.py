"""Grade a machine-learning course's notebooks with hidden pytest suites."""

__version__ = "0.2.0"
