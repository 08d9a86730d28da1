"""What a student runs: visible checks, and one file to hand in."""
