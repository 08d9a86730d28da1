"""Print until stopped. Success: the grader keeps more than the limit."""

while True:
    print("x" * 100_000)
