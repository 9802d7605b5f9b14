"""Training for sentiment."""
