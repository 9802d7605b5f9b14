"""Which language a short message is written in, given whose message it is."""

from nlp.language.detector import Detector, Guess

__all__ = ["Detector", "Guess"]
