"""What is asked of NLP workers, and what becomes of their results."""
