"""The same benchmark on this code and on an earlier commit, in one run."""
