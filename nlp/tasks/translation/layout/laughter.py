"""Laughter as people type it: never translated word by word, but laughed in the other language."""

from __future__ import annotations

import re

LAUGHTER = (
    r"(?:k{3,}|(?:rs){2,}r?|(?:hu[ae]s?){2,}|a?(?:ha[ -]?){2,}h?|a{0,9}(?:ja[ -]?){2,}j?"
    r"|(?:[hj][eéi]){2,}[hj]?|x[aá](?:x[aá])+x?|lo+l(?:z|ol)*(?: lo+l)*|rofl|lmf?ao+|mdr+|x?ptdr+)"
)
"""A pattern, for any capitals: "kkkk", "rsrs", "haha", "ha ha ha", "jajaja", "hehe", "lol lol", "mdr"."""

_WHOLE = re.compile(LAUGHTER, re.I)
_OF = {
    "pt": "kk", "es": "ja", "ca": "ja", "gl": "ja", "it": "ah", "ar": "هه", "fa": "خخ", "he": "חח",
    "ru": "ха", "uk": "ха", "bg": "ха", "el": "χα", "ja": "ww", "zh": "哈", "ko": "ㅋㅋ", "th": "55",
}  # fmt: skip
_ELSEWHERE = "ha"
_SAYS_JA, _YES = (
    frozenset({"de", "nl", "sv", "da", "nb", "no", "fi", "et"}),
    re.compile(r"ja(?:[ -]?ja)*", re.I),
)
_LONG, _LONGER = 6, 12


def laughs(text: str, language: str = "") -> bool:
    """Whether `text` is laughter and nothing else: "ja ja" is "yes, yes" in German (a primary subtag)."""
    return bool(_WHOLE.fullmatch(text)) and not (language in _SAYS_JA and _YES.fullmatch(text))


def laughed(target: str, laughter: str) -> str:
    """About as much of it, as it is written in `target`, a primary subtag: "kkkkkkkkk" is "hahaha"."""
    letters = sum(one.isalpha() for one in laughter)
    times = 2 + (letters > _LONG) + (letters > _LONGER)
    text = _OF.get(target, _ELSEWHERE) * times
    return text.upper() if laughter.isupper() else text
