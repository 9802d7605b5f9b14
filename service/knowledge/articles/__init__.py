"""Articles of an organisation: what its bot answers from, cut into passages that can be quoted."""
