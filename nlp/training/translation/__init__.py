"""Train a translation model of our own: from parallel text to weights and a card."""
