"""Engine `firefox`."""
