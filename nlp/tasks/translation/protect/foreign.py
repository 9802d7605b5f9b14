"""Words in another script than the rest of a message: names, mostly, and engines spell or drop them."""

from __future__ import annotations

import re

_LATIN = r"A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
_OTHERS = (
    r"\u0590-\u05ff\ufb1d-\ufb4f"  # Hebrew
    r"\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc"  # Arabic
    r"\u0400-\u052f\u0370-\u03ff\u1f00-\u1fff"  # Cyrillic, Greek
    r"\u0530-\u058f\u10a0-\u10ff\u0900-\u0dff"  # Armenian, Georgian, India's
)
"""Scripts with blanks between words; among Chinese or Thai a Latin word has no end of its own."""


def _words(script: str) -> re.Pattern[str]:
    word = rf"[{script}][{script}\d'’.&-]*(?<![.'’&-])|[{script}]"
    return re.compile(rf"(?<!\w)(?:{word})(?:\s(?:{word}))*(?!\w)")


_ANY_OTHER = re.compile(f"[{_OTHERS}]")
_WORD_LATIN, _WORD_OTHER = re.compile(f"[{_LATIN}]+"), re.compile(f"[{_OTHERS}]+")
_WORDS_LATIN, _WORDS_OTHER = _words(_LATIN), _words(_OTHERS)


def foreign(text: str) -> list[tuple[int, int, bool]]:
    """(start, end, hard) of runs of words that are not in the script of most words of `text`.

    Latin among others is soft: engines mostly bring it through. Other letters among Latin ones are hard: the
    models of those languages do not even have them.
    """
    if not _ANY_OTHER.search(text):
        return []
    pattern, hard = (_WORDS_OTHER, True) if _mostly_latin(text) else (_WORDS_LATIN, False)
    return [(one.start(), one.end(), hard) for one in pattern.finditer(text)]


def _mostly_latin(text: str) -> bool:
    """By words, not letters: names are long. Of as many words, the first one decides."""
    latin, others = _WORD_LATIN.findall(text), _WORD_OTHER.findall(text)
    if len(latin) != len(others):
        return len(latin) > len(others)
    first = next(one for one in text if one.isalpha())
    return not _ANY_OTHER.match(first)
