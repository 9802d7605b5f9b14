"""What a file shows, in its author's words, in the languages of its readers."""
