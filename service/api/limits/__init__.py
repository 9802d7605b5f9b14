"""How much one person or one address may do, counted for all web processes together."""
