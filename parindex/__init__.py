"""Parindex runs an authority's administrative reform plan for a year."""
