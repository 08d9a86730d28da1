"""A class at a glance: lists, its report, what it misunderstands."""
