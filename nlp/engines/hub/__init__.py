"""Engine `hub`."""
