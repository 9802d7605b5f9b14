"""Weights and figures that this project trained itself: data, no code."""
