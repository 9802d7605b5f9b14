"""Engine `remote`."""
