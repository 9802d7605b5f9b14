"""Several candidates of one translation, and the one of them that is shown."""
