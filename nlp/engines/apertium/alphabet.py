"""The letters that a pair of Apertium knows: at any other letter it cuts a word, and translates the parts.

They stand at the head of the compiled dictionary that the first program of the mode reads.
"""

from __future__ import annotations

import re
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from nlp.engines.alphabet import EVERYTHING, Alphabet

_DICTIONARY = re.compile(r"lt-proc(?:\s+-\S+){0,8}\s+(?:'([^|']*\.automorf\.bin)'|([^|'\s]*\.automorf\.bin))")
_MAGIC = b"LTTB"
_FLAGS = 8
_MOST = 1 << 14
_HEAD = 4 * _MOST


@lru_cache(maxsize=64)
def alphabet_of(mode: Path) -> Alphabet:
    """Of the pair that a mode file describes; everything where its dictionary cannot be read as one."""
    try:
        found = _DICTIONARY.search(mode.read_text(encoding="utf-8"))
        letters = frozenset(_letters(_head(Path(found[1] or found[2])))) if found else frozenset()
    except (OSError, ValueError):
        return EVERYTHING
    return Alphabet(letters, letters, only_letters=True) if letters else EVERYTHING


def _head(dictionary: Path) -> BinaryIO:
    with dictionary.open("rb") as file:
        return BytesIO(file.read(_HEAD))


def _letters(head: BinaryIO) -> list[str]:
    """ValueError: there are none, or not so many as are said to be."""
    if head.read(len(_MAGIC)) == _MAGIC:
        head.read(_FLAGS)
    else:
        head.seek(0)
    count = _number(head)
    if count > _MOST:
        raise ValueError(f"{count} letters")
    return [chr(_number(head)) for _ in range(count)]


def _number(head: BinaryIO) -> int:
    """One to four bytes, the first of which says how many."""
    first = head.read(1)
    more = head.read(first[0] >> 6) if first else b""
    if not first or len(more) < first[0] >> 6:
        raise ValueError("ends before its letters do")
    return int.from_bytes(bytes([first[0] & 0x3F]) + more, "big")
