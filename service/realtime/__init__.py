"""Frames to open sockets, on this process and on others, and who is there. The store stays the truth."""
