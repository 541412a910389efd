"""Question sets: run, score, compare."""
