"""What a link leads to, in the languages of its readers."""
