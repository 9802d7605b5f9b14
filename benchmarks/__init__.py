"""Figures, each a ratio or a pair within one run on one machine. `make bench` runs them all."""
