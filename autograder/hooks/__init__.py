"""What pytest and nbgrader call: their plugin interfaces, met by ours."""
