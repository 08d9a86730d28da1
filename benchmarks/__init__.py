"""Side by side: the floor, `autograder grade`, nbgrader, otter, on the same work."""
