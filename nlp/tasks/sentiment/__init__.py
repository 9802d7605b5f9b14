"""The sentiment of a message, in any language, and of the translation that its reader sees."""

from nlp.tasks.sentiment.build import build_sentiments
from nlp.tasks.sentiment.own import Card
from nlp.tasks.sentiment.sentiments import NOTHING_TO_JUDGE, Scorer, Sentiments

__all__ = ["NOTHING_TO_JUDGE", "Card", "Scorer", "Sentiments", "build_sentiments"]
