"""What many people write about: groups of texts by their vectors, whatever language each is in."""
