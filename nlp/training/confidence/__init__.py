"""Training for confidence."""
