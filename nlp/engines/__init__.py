"""Whatever turns text into text: one Protocol in `base`, one module per engine."""
