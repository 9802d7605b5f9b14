"""Training for replies."""
