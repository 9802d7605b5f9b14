"""Weights by which passages are ranked, and taken for an answer or not."""
