"""The mood of one message, from its embedding."""

from nlp.sentiment.head import Head, Sentiments, build_sentiments

__all__ = ["Head", "Sentiments", "build_sentiments"]
