"""Verbs that Apertium leaves in the third person after "vous", from "usted" and "você": "Vous est prêt"."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

import msgspec

_FORMAL = re.compile(r"\b(?:usted(?:es)?|uds?|vds?|vost[èé]s?|você[s]?)\b", re.I)
_OTHERS = re.compile(r"\b(?:os|us|vos|vosotr[oa]s|vosaltres)\b", re.I)
"""Makes a "vous" that is no subject: "os ha llegado", "Vous est arrivé"."""


_PAST, _FUTURE = re.compile(r"(?:ait|aient)$"), re.compile(r"(?:ra|ront)$")
_LEAST_PAST, _LEAST_FUTURE = 5, 3
_NEVER = frozenset(["caméra", "opéra", "front", "affront", "plait", "plaira", "plairait", "plaisait"])

_SUBJECT = re.compile(
    r"(?P<before>^|[.!?…:;,(«\"]\s?|\b(?:si|quand|comme|lorsque|parce que|puisque|pourquoi|comment|où|"
    r"combien|que|mais|donc|alors)\s)(?P<you>vous)"
    r"(?P<between>(?:\s(?:ne|y|en|le|la|les|lui|leur|me|nous|se|encore|déjà|aussi|toujours|jamais)\b|"
    r"\s(?:n|m|l|s)'(?=\w))*)(?P<gap>\s|(?<='))(?P<verb>[^\W\d_]+)(?![\w'’-])",
    re.I,
)
_IF = {"ayez": "avez", "soyez": "êtes", "puissiez": "pouvez", "vouliez": "voulez", "fassiez": "faites"}
"""No subjunctive stands after "si"."""
_REFLEXIVE = re.compile(r"(?<=ez)-soi\b")
_BEING = re.compile(
    r"\b(suis|es|est|sommes|êtes|sont|étais|était|étions|étiez|étaient|serai|sera) en "
    r"(?P<doing>[^\W\d_]{2,}ant)\b"
)
_ITSELF = re.compile(r"\s(?:se\b|s'(?=\Z))")
_NE = re.compile(r"\bne\Z")
_VOWEL = re.compile(r"[aeiouyâàêéèîôûh]", re.I)


class Verbs(msgspec.Struct, frozen=True):
    """Forms of verbs that no rule gives."""

    of_you: Mapping[str, str]
    """By the form of the third person, the one that goes with "vous"."""
    infinitives: Mapping[str, str]
    """By the form in "-ant"."""


def agreed(source: str, text: str) -> str:
    """French out of `source`: where that speaks formally to a person, the verb after "vous" in its own form.

    Left as it is where "vous" may be anything else than the subject, or the verb is not known. What somebody
    is doing is said with "en train de" whoever it is: "est en cherchant" is no French.
    """
    text = _BEING.sub(_doing, _REFLEXIVE.sub("-vous", text))
    if not _FORMAL.search(source) or _OTHERS.search(source):
        return text
    return _SUBJECT.sub(_one, text)


def _doing(found: re.Match[str]) -> str:
    verb = _infinitive(found["doing"])
    of = "d'" if _VOWEL.match(verb) else "de "
    return f"{found[1]} en train {of}{verb}"


def _infinitive(doing: str) -> str:
    stem = doing.removesuffix("ant")
    known = _verbs().infinitives.get(doing)
    if known is not None:
        return known
    if stem.endswith("iss"):
        return f"{stem.removesuffix('iss')}ir"
    return f"{(stem.removesuffix('e') if stem.endswith('ge') else stem).replace('ç', 'c')}er"


def _one(found: re.Match[str]) -> str:
    verb = _of_you(found["verb"].casefold())
    if verb is None:
        return found[0]
    if found["before"].casefold().startswith("si"):
        verb = _IF.get(verb, verb)
    between, gap = _ITSELF.sub(" vous", found["between"]), found["gap"]
    gap = gap or ("" if between.endswith("'") else " ")
    if _NE.search(between) and _VOWEL.match(verb):
        between, gap = f"{between[:-1]}'", ""
    return found["before"] + found["you"] + between + gap + verb


def _of_you(verb: str) -> str | None:
    """The form that goes with "vous"; null where this is no verb that is known, or has that form already."""
    if verb in _NEVER:
        return None
    known = _verbs().of_you.get(verb)
    if known is None and len(verb) >= _LEAST_FUTURE and _FUTURE.search(verb):
        return _FUTURE.sub("rez", verb)
    if known is None and len(verb) >= _LEAST_PAST and _PAST.search(verb):
        stem = _PAST.sub("", verb)
        return f"{stem[:-1] if stem.endswith('ge') else stem.replace('ç', 'c')}iez"
    return known


@cache
def _verbs() -> Verbs:
    """The table that comes with the package."""
    table = tomllib.loads(resources.files(__package__).joinpath("french.toml").read_text("utf-8"))
    regular = {stem + end: f"{stem}ez" for stem in table["regular"].split() for end in ("e", "ent")}
    return Verbs(regular | _pairs(table["irregular"]), _pairs(table["infinitives"]))


def _pairs(text: str) -> dict[str, str]:
    words = text.replace(",", " ").split()
    return dict(zip(words[::2], words[1::2], strict=True))
