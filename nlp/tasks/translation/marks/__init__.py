"""What changes the sense when it is lost: names, numbers, negations."""
