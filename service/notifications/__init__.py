"""Telling people who are not here of what came: Web Push, where the operator gives keys for it."""
