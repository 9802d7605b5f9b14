"""Which language a short message is written in, given whose message it is."""

from nlp.tasks.language.detector import Detector, Guess, primary
from nlp.tasks.language.script import wordless

__all__ = ["Detector", "Guess", "primary", "wordless"]
