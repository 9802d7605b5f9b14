"""How sure a reader may be of a translation."""
