"""Writes: each takes `by=`, is atomic, checks the right, and leaves a line in the history."""
