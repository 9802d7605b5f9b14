"""Training for autocomplete."""
