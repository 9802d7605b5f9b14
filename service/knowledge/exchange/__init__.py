"""Files that people bring and take: tab-separated values and TMX. Text in, records out, and back."""
