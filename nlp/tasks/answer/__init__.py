"""What an organisation's articles say to a question: the right passage, or nothing."""
