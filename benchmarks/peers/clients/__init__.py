"""How the load generator speaks to each server: one small file for each protocol."""
