"""The mood of a message, in any language, and of the translation that its reader sees."""

from nlp.sentiment.build import build_sentiments
from nlp.sentiment.own import Card
from nlp.sentiment.sentiments import NOTHING_TO_JUDGE, Scorer, Sentiments

__all__ = ["NOTHING_TO_JUDGE", "Card", "Scorer", "Sentiments", "build_sentiments"]
