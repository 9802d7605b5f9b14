"""Portuguese out of English, said by a woman or by a man: "obrigada", "estou cansada".

English does not tell, and engines write what they read most. Only words that surely speak of who writes are
put into the other form: thanks, and what stands after verbs that only "eu" has. Spanish, French, Italian and
Catalan, which are made out of this Portuguese, follow by themselves.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import NamedTuple, get_args

from nlp.tasks.translation.address.english import only_me
from wire.contracts.events import Gender

GENDERS: tuple[Gender, ...] = get_args(Gender)

_THANKS = re.compile(
    r"(?P<before>^[^\S\n]*|[^\w\s-]\s*|\b(?:muito|muitíssimo|mas|e|ok|não|sim|oi|olá|ah|então|já|bem)\s+)"
    r"(?P<word>obrigad[oa])\b(?!\s+a\s+\w+[aei]r\b)",
    re.I | re.M,
)
_GRATEFUL = re.compile(
    r"(?P<before>^[^\S\n]*|[.!?…]\s*)(?P<word>(?:grat|agradecid)[oa])\b(?=\s+p)", re.I | re.M
)
_LITTLE = (
    r"(?:não|nunca|já|ainda|também|só|sempre|tão|muito|mais|menos|bem|bastante|mesmo|meio|quase|um\s+(?:pouco|bocado|tanto)|"
    r"super|sendo|apenas|somente|aqui|agora|hoje|\w+mente)"
)
_SURE = (
    r"estou|sou|fiquei|fico|ficarei|estarei|serei|estive|ando|continuo|permaneço|tenho\s+(?:estado|sido|andado)"
    r"|me\s+(?:sinto|senti|considero)|(?:sinto|senti|considero)-me|fui(?=\s+(?:\w+\s+)?\w+[ai]d[oa]\b)"
    r"|(?:me\s+(?:deix|torn)\w+|(?:deix|torn)\w+-me)"
    r"|(?:vou|quero|posso|devo|preciso|espero|prefiro|consigo|pretendo|gostaria\s+de|tenho\s+(?:de|que))\s+"
    r"(?:(?:ser|estar|ficar)|(?:me\s+)?sentir(?:-me)?)"
)
_MINE = r"estava|era|ficaria|estaria|seria|esteja|fique|fosse|estivesse|ficasse|ficava|me\s+sentia|sentia-me"
"""Somebody else's as well: they count after "eu", and where English speaks of nobody else."""
_WORD = r"[^\W\d_]+(?:-[^\W\d_]+)*"
_LINK = rf"(?:,\s*(?:e|mas|ou)\s+|\s+(?:e|mas|ou|nem)\s+)(?:{_LITTLE}\s+){{0,3}}|,\s*(?:{_LITTLE}\s+){{1,3}}"
_AFTER = rf"(?:\s+{_LITTLE}){{0,3}}\s+"
_TOLD = re.compile(rf"\b(?:{_SURE}|eu(?:\s+{_LITTLE}){{0,3}}\s+(?:{_MINE})){_AFTER}", re.I)
_TOLD_ALONE = re.compile(rf"\b(?:{_SURE}|{_MINE}){_AFTER}", re.I)
_FIRST = re.compile(rf"(?P<article>\buma?\s+)?(?P<word>{_WORD})", re.I)
_NEXT = re.compile(
    rf"(?:(?P<sure>{_LINK})|\s*,\s*|(?P<blank>\s+))(?P<article>\buma?\s+)?(?P<word>{_WORD})", re.I
)
_MYSELF = re.compile(
    r"\b(?P<before>eu\s+)(?P<word>mesm[oa]|própri[oa])\b(?!\s+(?:assim|que|quando|se)\b)", re.I
)
_ALONE = re.compile(r"\bsozinh[oa]\b", re.I)
_PARTICIPLE = re.compile(r"\w{2,}(?:ad|id|os|iv)[oa]")
_ARTICLES = ("um", "uma")

Pair = tuple[str, str]
"""A word as it is said of a man, and of a woman."""


def of_writer(text: str, gender: Gender, english: str | None) -> str:
    """The same, said by a woman ("feminine") or by a man ("masculine").

    Args:
        text: Portuguese.
        gender: of who writes.
        english: what it was translated from; null: not known.
    """
    at = GENDERS.index(gender)
    alone = english is not None and only_me(english)
    for what in (_THANKS, _GRATEFUL, _MYSELF):
        text = what.sub(lambda found: found["before"] + _put(found["word"], at), text)
    if alone:
        text = _ALONE.sub(lambda found: _put(found[0], at), text)
    return _predicates(text, _TOLD_ALONE if alone else _TOLD, at)


def tells(text: str) -> bool:
    """Whether a woman says of herself what it says otherwise; thanks, alike in other languages, do not."""
    return _predicates(text, _TOLD_ALONE, 0) != _predicates(text, _TOLD_ALONE, 1)


def _predicates(text: str, told: re.Pattern[str], at: int) -> str:
    """What is said after each verb, and what is joined to it: "cansada e preocupada"."""
    done, here = [], 0
    for verb in told.finditer(text):
        if verb.end() < here:
            continue
        one = _FIRST.match(text, verb.end())
        named = bool(one and one["article"])
        while one is not None and _is_one(one, named=named):
            place = one.start("article") if one["article"] else one.start("word")
            article = _like(one["article"], f"{_ARTICLES[at]} ") if one["article"] else ""
            done += [text[here:place], article, _put(one["word"], at)]
            here = one.end()
            one = _NEXT.match(text, here)
    return "".join([*done, text[here:]])


def _is_one(found: re.Match[str], *, named: bool) -> bool:
    """Whether it is a word with two forms, said of the writer.

    Behind an article only one of the table: "um bocado" is none. After a bare comma none of it, which may be
    the reader's: "estou pronto, professor". `named`: "sou um bom aluno", where more follows without a sign.
    """
    word, link = found["word"].casefold(), found.re is _NEXT and not found["sure"]
    if found["article"] or (link and found["blank"]):
        return named and word in _words().pairs
    return _pair(word) is not None and not (link and word in _words().pairs)


def _put(word: str, at: int) -> str:
    pair = _pair(word.casefold())
    return word if pair is None else _like(word, pair[at])


def _pair(word: str) -> Pair | None:
    """Both forms of a word that has two; null of any other."""
    known = _words()
    if word in known.pairs or word in known.others:
        return known.pairs.get(word)
    return (f"{word[:-1]}o", f"{word[:-1]}a") if _PARTICIPLE.fullmatch(word) else None


def _like(word: str, other: str) -> str:
    if len(word.strip()) > 1 and word.isupper():
        return other.upper()
    return other.capitalize() if word[:1].isupper() else other


class _Words(NamedTuple):
    """The table that comes with the package."""

    pairs: Mapping[str, Pair]
    """By either form."""
    others: frozenset[str]
    """Words that end as participles do, and are none."""


@cache
def _words() -> _Words:
    text = resources.files(__package__).joinpath("writer.toml").read_text("utf-8")
    table: dict[str, str] = tomllib.loads(text)
    found = [(one, f"{one[:-1]}a") for one in table["in_o"].split()]
    found += [(one, f"{one}a") for one in table["in_or"].split()]
    found += [(one, one) for one in table["of_both"].split()]
    found += [(man, woman) for man, woman in (row.split() for row in table["pairs"].split(","))]
    pairs = {one: pair for pair in found for one in pair}
    return _Words(pairs, frozenset(table["others"].split()))
