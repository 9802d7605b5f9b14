"""Tokens through a translation unharmed: put placeholders for them, and look that each came back once."""

from __future__ import annotations

import re
from collections import Counter

import msgspec

from nlp.tasks.translation.protect.clock import with_right_half
from nlp.tasks.translation.protect.patterns import MONEY, UNSPACED
from nlp.tasks.translation.protect.tokens import Token, tokens

# Measured: "XQ1" came back from all of 150 sentences, 8 pairs, both engines; "⟦0⟧", "§1", "{1}" did not.
_STEMS = ("XQ", "ZX", "WQ", "QX")

_CLOCK = re.compile(r"(\d{1,2})(?::(\d{2}))?(?:\s?[ap]\.?m\.?)|(\d{1,2})h(\d{2})?", re.IGNORECASE)


_FIGURE, _DIGITS = re.compile(rf"{MONEY}|[~≈±≤≥<>−]\s?\d+"), re.compile(r"\d+")
_LETTER = re.compile(rf"[^\W_{UNSPACED}]")
_NUMBERS = ("350", "240", "470", "160")
_CORE_OPENS, _CORE_ENDS = re.compile(r"[\w¿¡\"“«(\[]"), re.compile(r"[\w.!?…)\]\"”»]")
_STEM_END = re.compile(r"(?<=[A-Z])(?=\d)")
_LONGEST_PRICE = 12
"""Digits of a price that may be written as another number."""


class Masked(msgspec.Struct, frozen=True):
    """A text with placeholders, and what is due back."""

    text: str
    held: tuple[tuple[str, str], ...]
    """(placeholder, token) in order."""
    due: tuple[Token, ...]
    """Tokens left in the text, which must come through by themselves."""


def mask(text: str, more: frozenset[str] = frozenset()) -> Masked:
    """Put placeholders for hard tokens, and for tokens whose text is in `more`. Neighbours share one."""
    stem = stem_for(text)
    found = tokens(text)
    out, at = "", 0
    held: list[tuple[str, str]] = []
    for start, end in _runs(text, [token for token in found if token.hard or token.text in more]):
        token, taken = text[start:end], [one for one, _ in held]
        placeholder = _as_clock(text, token) or _as_number(text, token, taken) or f"{stem}{len(held) + 1}"
        placeholder = _parted(text, start, end, placeholder)
        held.append((placeholder, token))
        out += text[at:start] + placeholder
        at = end
    due = tuple(token for token in found if not (token.hard or token.text in more))
    return Masked(out + text[at:], tuple(held), due)


def stem_for(text: str) -> str:
    """What placeholders begin with: nothing that is in `text`, if that can be."""
    low = text.lower()
    return next((one for one in _STEMS if one.lower() not in low), _STEMS[0])


def _as_clock(text: str, token: str) -> str | None:
    """A time like "5pm" or "14h30" as "5:00" or "14:30": engines keep that, and the words around it fit."""
    found = _CLOCK.fullmatch(token)
    clock = f"{found[1] or found[3]}:{found[2] or found[4] or '00'}" if found else None
    return clock if clock and clock not in text and text.count(token) == 1 else None


def _as_number(text: str, token: str, taken: list[str]) -> str | None:
    """A price, or "~5", as a small number: engines keep that too, and fit the words around it to it."""
    found = _DIGITS.search(token) if _FIGURE.fullmatch(token) else None
    if found is None or len(found[0]) > _LONGEST_PRICE or text.count(token) != 1:
        return None
    rest = _DIGITS.findall(text.replace(token, " "))
    written = (found[0],) if 1 < int(found[0]) < 1000 and found[0][0] != "0" else ()
    return next((one for one in (*written, *_NUMBERS) if one not in taken and one not in rest), None)


def _parted(text: str, start: int, end: int, placeholder: str) -> str:
    """With a blank where the token is a sign at a letter, "\\*here\\*": `unmask` takes it out again."""
    before = " " if _at_letter(text[start - 1 : start], text[start]) else ""
    after = " " if _at_letter(text[end : end + 1], text[end - 1]) else ""
    return before + placeholder + after


def _at_letter(beside: str, sign: str) -> bool:
    return bool(_LETTER.match(beside)) and not _LETTER.match(sign)


def _runs(text: str, found: list[Token]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for token in found:
        if runs and not text[runs[-1][1] : token.start].strip():
            runs[-1] = (runs[-1][0], token.end)
        else:
            runs.append((token.start, token.end))
    return runs


def unmask(masked: Masked, rendered: str) -> tuple[str, frozenset[str]]:
    """The tokens in place of their placeholders, and what is missing, doubled or damaged: good when empty."""
    lost: set[str] = set()
    for placeholder, token in masked.held:
        pattern = re.compile(_loose(placeholder), re.I)
        if len(pattern.findall(rendered)) != 1:
            lost.add(token)
        rendered = pattern.sub(token.replace("\\", r"\\"), rendered)
    held = tuple(Token(0, 0, token, True) for _, token in masked.held)
    rendered = with_right_half(masked.text, [token.text for token in (*held, *masked.due)], rendered)
    return rendered, frozenset(lost | _missing((*held, *masked.due), rendered))


def _loose(placeholder: str) -> str:
    """Also with a blank before its number; with the blanks that part it from letters, if they are there."""
    core = _STEM_END.sub(r"\\s?", placeholder.strip())
    before, after = placeholder.startswith(" "), placeholder.endswith(" ")
    return rf"{' ?' if before else ''}(?<![^\W_]){core}(?![^\W_]){' ?' if after else ''}"


def split(text: str) -> list[tuple[str, bool]]:
    """(part, whether it stays) in order: for translating what lies between tokens by itself.

    Tokens stay, and so do the blanks and marks beside them, which an engine may eat.
    """
    parts: list[tuple[str, bool]] = []
    at = 0
    for token in tokens(text):
        parts += [*_between(text[at : token.start]), (token.text, True)]
        at = token.end
    return [part for part in [*parts, *_between(text[at:])] if part[0]]


def _between(text: str) -> list[tuple[str, bool]]:
    opens, ends = _CORE_OPENS.search(text), _CORE_ENDS.search(text[::-1])
    start, end = opens.start() if opens else 0, len(text) - ends.start() if ends else 0
    if end <= start or text[start:end] == '"':
        return [(text, True)]
    return [(text[:start], True), (text[start:end], False), (text[end:], True)]


def intact(source: str, target: str) -> bool:
    """Whether all tokens of `source` are in `target`, each as often."""
    return not _missing(tokens(source), target)


def _missing(wanted: tuple[Token, ...], rendered: str) -> set[str]:
    """Those of `wanted` that are not in `rendered`. Long ones first, so that none is found inside another."""
    missing = set()
    for (text, number), times in sorted(
        Counter((token.text, token.number) for token in wanted).items(), key=lambda one: -len(one[0][0])
    ):
        pattern = rf"(?<!\d){text}(?!\d)" if number else re.escape(text)
        rendered, found = re.subn(pattern, " ", rendered, count=times)
        if found < times:
            missing.add(text)
    return missing
