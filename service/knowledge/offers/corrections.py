"""What agents put in the place of what an engine had written, and for which words of the original. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

import msgspec

from service.knowledge.keys import fold
from service.knowledge.offers.reading import LONGEST_TERM, parts, phrases, stops
from wire.contracts.languages import primary

LEAST = 2
"""Corrections that have to agree; of an original that is a term itself, one is enough."""
MOST_WORDS = 60
"""Of a text that is compared: that takes the square of it."""
MOST_LETTERS = 600
"""Of an original."""


class Corrected(msgspec.Struct, frozen=True, kw_only=True):
    """A translation that a person has put right."""

    source: str
    was: str
    target: str
    source_language: str


class Learned(msgspec.Struct, frozen=True, kw_only=True):
    """What a word becomes, as people have it."""

    source: str
    target: str
    language: str
    count: int
    example: str


class _Same(msgspec.Struct):
    """Corrections that put the same words in: what all their originals have in common."""

    target: str
    common: set[tuple[str, ...]]
    sources: dict[str, str]


def learned(corrected: Iterable[Corrected]) -> list[Learned]:
    """Of corrections into one language, those from which it is clear what became what."""
    found: dict[tuple[str, str], _Same] = {}
    for one in corrected:
        put = None if _is_long(one.source) else _put_in(one.was, one.target)
        if put is None:
            continue
        language = primary(one.source_language)
        said = set(_phrases(one.source, language))
        same = found.setdefault((language, fold(put)), _Same(put, said, {}))
        same.common &= said
        same.sources[fold(one.source)] = one.source
    lines = (_line(language, same) for (language, _), same in found.items())
    return sorted((one for one in lines if one is not None), key=lambda one: (-one.count, one.source))


def _line(language: str, same: _Same) -> Learned | None:
    """None where the originals share nothing, or more than one thing of that length."""
    most = max((len(one) for one in same.common), default=0)
    longest = [one for one in same.common if len(one) == most]
    if len(longest) != 1:
        return None
    [words] = longest
    source = " ".join(words)
    if len(same.sources) < LEAST and source not in same.sources:
        return None
    example = next(iter(same.sources.values()))
    return Learned(
        source=source, target=same.target, language=language, count=len(same.sources), example=example
    )


def _phrases(text: str, language: str) -> Iterable[tuple[str, ...]]:
    stop = stops(language)
    for _, found in parts(text):
        for part in found:
            yield from phrases(part.words, stop)


def _is_long(source: str) -> bool:
    """Whether it says too much to tell what became what; two thousand such take seconds."""
    return len(source) > MOST_LETTERS or len(source.split(maxsplit=MOST_WORDS)) > MOST_WORDS


def _put_in(was: str, now: str) -> str | None:
    """The only words that are others; None: there are none, or many, or in several places."""
    before, after = was.split(maxsplit=MOST_WORDS), now.split(maxsplit=MOST_WORDS)
    if max(len(before), len(after)) > MOST_WORDS:
        return None
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    changed = [step for step in steps if step[0] != "equal"]
    if len(changed) != 1 or changed[0][0] != "replace":
        return None
    _, first, last, start, end = changed[0]
    if max(last - first, end - start) > LONGEST_TERM:
        return None
    return " ".join(after[start:end]).strip(".,;:!?…\"'«»()[] ") or None
