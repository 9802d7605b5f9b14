"""What the service asks of other people's servers, at public addresses alone."""
