"""An article read as a pronoun: "La cita es …" is not "Cita-a é …"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.tasks.language import primary

_ARTICLE = re.compile(r"\b(las?)\s+(\w*?as?)\b", re.I)
"""With a word that may be a noun: one of a verb in the past, or of "I", ends otherwise."""
_PRONOUN = re.compile(r"\b\w+-[ln]?(as?)\b", re.I)


def articles(source: str, text: str, target: str, translation: str) -> Iterator[tuple[str, str]]:
    """From Spanish to Portuguese, "la" and a possible noun where the translation has a pronoun instead.

    Where it was a pronoun indeed, "la lleva", that is doubted in vain.
    """
    if (primary(source), primary(target)) != ("es", "pt"):
        return
    made = list(_PRONOUN.finditer(translation))
    for article in _ARTICLE.finditer(text):
        ending = "as" if article[1].lower() == "las" else "a"
        at = next((index for index, one in enumerate(made) if one[1].lower() == ending), None)
        if at is not None:
            yield article[0], made.pop(at)[0]
