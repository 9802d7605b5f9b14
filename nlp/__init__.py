"""Text in, understanding out: language, translation, sentiment, replies; and the worker."""
