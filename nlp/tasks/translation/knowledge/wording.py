"""Terms as engines like them best: as words. A stand-in is the last resort: it costs a sentence its grammar.

First the words of the message, which an engine may well translate as the glossary wants it; then what they
are to become, set into the sentence, which engines mostly copy, articles and endings fitted to it.
"""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from nlp.tasks.translation.knowledge.glossary import Terms, find
from wire.contracts.events import Term

_LONG = 4
"""Letters from which a target in the translation is not there by chance."""


class Wording(msgspec.Struct, frozen=True):
    """How the terms of a clause are written for the engine. What is in neither set is a stand-in."""

    as_written: frozenset[str] = frozenset()
    as_target: frozenset[str] = frozenset()

    @property
    def worded(self) -> frozenset[str]:
        """Terms that the engine sees as words."""
        return self.as_written | self.as_target


def first(clause: str, held: Terms) -> Wording:
    """The wording to try first."""
    here = {sign: held[sign] for sign in clause if sign in held}
    plain = {sign for sign, one in here.items() if one.becomes == one.written or len(one.becomes) >= _LONG}
    return Wording(frozenset(plain), frozenset(here) - plain)


def further(wording: Wording, failed: Collection[str], held: Terms) -> Wording:
    """The wording to try next for terms that did not come out as they should."""
    changed = {sign for sign in wording.as_written if held[sign].becomes != held[sign].written}
    return Wording(
        wording.as_written - frozenset(failed),
        (wording.as_target - frozenset(failed)) | (changed & frozenset(failed)),
    )


def write(clause: str, wording: Wording, held: Terms) -> str:
    """The clause as the engine gets it."""
    words = {ord(sign): held[sign].written for sign in wording.as_written}
    words |= {ord(sign): held[sign].becomes for sign in wording.as_target}
    return clause.translate(words)


def settle(rendered: str, wording: Wording, held: Terms) -> tuple[str, frozenset[str]]:
    """The translation with stand-ins where the terms are; and those that are not there as they should."""
    left = sorted(wording.worded)
    wanted = [Term(source=becomes) for becomes in dict.fromkeys(held[sign].becomes for sign in left)]
    out, at = "", 0
    for span in find(rendered, wanted):
        sign = _meant(rendered[span.start : span.end], span.term.source, left, held)
        if sign is not None:
            left.remove(sign)
            out += rendered[at : span.start] + sign
            at = span.end
    return out + rendered[at:], frozenset(left)


def _meant(found: str, source: str, signs: Collection[str], held: Terms) -> str | None:
    """The stand-in for words found: one that is to read just so, else one that differs in capitals only."""
    same = [sign for sign in signs if held[sign].becomes.casefold() == source.casefold()]
    exact = (sign for sign in same if held[sign].becomes == found)
    return next(exact, same[0] if same else None)
