"""How each server is had, started, filled with pairs of people, and stopped: one small file each."""
