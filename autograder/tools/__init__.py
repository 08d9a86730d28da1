"""Around the line: what people run besides grading; no tool imports another."""
