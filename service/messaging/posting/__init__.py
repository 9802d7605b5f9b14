"""The path that every posted message walks: looked up, decided and written for many commands at once."""
