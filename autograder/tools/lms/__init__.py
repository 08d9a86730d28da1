"""In and out: what learning systems give, and what they take."""
