"""Duologue beside other chat servers: the same load, on the same machine, in one run."""
