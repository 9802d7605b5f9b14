"""Chats to measure predictive text on: what people typed, without what those who cut it into tokens left."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from nlp.measures.base import Options
from nlp.measures.sets import read

LANGUAGES = ("en", "pt", "es", "fr", "de", "it", "nl")
MASKED = re.compile(r"\b(?:PRS|NAME|ORG|EMAIL|PHONE|URL|ADDRESS|NUMBER)\b|#\w+#")
"""Where a chat's names were taken out nobody typed the placeholder: such messages are left out."""
LOOSE, TIGHT = re.compile(r"\s+([.,!?;:…])"), re.compile(r"([.?!])(?=[^\W\d_]{2})")
"""Spaces before marks, and none after them: left by those who cut the text into tokens."""


class Talk(msgspec.Struct, frozen=True):
    """Messages of one set in one language, in their order."""

    name: str
    language: str
    messages: tuple[str, ...]
    regular: tuple[str, ...] = ()
    """Those of one side that writes all day: the agent of a support chat."""


def talks(options: Options) -> Iterator[Talk]:
    """Every chat of the data folder; none without one."""
    if options.data is None:
        return
    for path in sorted((options.data / "eval").glob("chat.en-*.tsv.xz")):
        yield from _support(path)
    daily = options.data / "eval" / "xdailydialog-dev.tsv.xz"
    if daily.exists():
        frame = read(daily)
        for language in ("en", "de", "it"):
            yield Talk("daily dialogue", language, _clean(frame[language].to_list()))
    held = options.data / "parallel" / "en-es.tsv.xz"
    if held.exists():
        frame = read(held)
        rows = zip(frame["es"].to_list(), frame["origin"].to_list(), strict=True)
        yield Talk("CoCoA", "es", _clean([text for text, origin in rows if origin.startswith("cocoa")]))


def _support(path: Path) -> Iterator[Talk]:
    frame = read(path)
    for language in frame.columns[1:]:
        if language not in LANGUAGES:
            continue
        texts, spoken = frame[language].to_list(), frame["spoken"].to_list()
        agent = [text for text, said in zip(texts, spoken, strict=True) if said == "en"]
        name = f"support chat ({frame.columns[2]})" if language == "en" else "support chat"
        yield Talk(name, language, _clean(texts), _clean(agent))


def _clean(texts: Sequence[str | None]) -> tuple[str, ...]:
    neat = (TIGHT.sub(r"\1 ", LOOSE.sub(r"\1", text.strip())) for text in texts if text)
    return tuple(" ".join(text.split()) for text in neat if len(text) > 1 and not MASKED.search(text))
