"""Fetching models, and what is on this machine. Nothing here runs while serving."""
