"""Which way a text goes, over which engines, and what is kept of it."""
