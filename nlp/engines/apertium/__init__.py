"""Engine `apertium`."""
