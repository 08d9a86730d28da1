"""nbgrader's gradebook and what people gave in it; a course's grades."""
