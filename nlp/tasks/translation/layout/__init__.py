"""The outer form of a message: lines, clauses, code, laughter."""
