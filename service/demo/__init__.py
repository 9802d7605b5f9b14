"""Conversations written for this project, run through the real pipeline and marked as demo."""
