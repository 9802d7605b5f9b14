"""Programs in the seat of a bot: named by owners, asked by requests or on a socket of theirs."""
