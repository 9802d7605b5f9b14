"""Training for the choice among several translations."""
