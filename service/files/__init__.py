"""Files that people send: taken in parts, checked, kept, shown to who may see their message, taken away."""
