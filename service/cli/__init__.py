"""The command `duologue`: puts the parts together. The only place that knows all of them."""
