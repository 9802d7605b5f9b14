"""Engine `own`."""
