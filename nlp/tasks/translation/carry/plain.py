"""Other writing that says the same, for characters that an engine lacks: quotes, dashes, wide digits."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from nlp.engines.alphabet import Alphabet

_ALIKE = {
    '"': "“”„‟«»〝〞＂",
    "'": "‘’‚‛‹›`´ʼʹ＇",
    "-": "\u2212\u2010\u2011\u2012\u2013\u2014\u2015\ufe58\ufe63",
    "...": "…",
}
_OTHERWISE = {sign: plain for plain, signs in _ALIKE.items() for sign in signs}
_COMPATIBLE = (("\uff01", "\uff5e"), ("\ufb00", "\ufb06"))
"""First and last of wide forms and of ligatures: what NFKC makes of these reads the same."""


def plainly(alphabet: Alphabet, text: str) -> str:
    """`text`, composed, with every character that the engine lacks written otherwise where that is no loss.

    What is invisible goes. Superscripts, fractions and signs stay: "2³" is not "23".
    """
    text = unicodedata.normalize("NFC", text)
    table = {ord(one): plain for one in alphabet.lacks(text) if (plain := _plain(one)) is not None}
    fitting = {code: plain for code, plain in table.items() if not alphabet.lacks(plain)}
    return text.translate(fitting) if fitting else text


@lru_cache(maxsize=1024)
def _plain(one: str) -> str | None:
    if one in _OTHERWISE:
        return _OTHERWISE[one]
    if any(first <= one <= last for first, last in _COMPATIBLE):
        return unicodedata.normalize("NFKC", one)
    kind = unicodedata.category(one)
    if kind == "Nd":
        return str(unicodedata.digit(one))
    return "" if kind == "Cf" else None
