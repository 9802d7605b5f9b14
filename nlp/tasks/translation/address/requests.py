"""What somebody is asked to do: Portuguese asks by the form of "você", Spanish then by that of "tú".

Asked of "tu", Portuguese writes what it also says of somebody else ("liga-me"), and engines read that. So
what begins a sentence stays as it is there, the pronoun behind it, and is turned where Spanish is read.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib import resources

from nlp.tasks.translation.address.verbs import forms, nouns_that_ask

SENTENCES = re.compile(r"(?<=[.!?…])\s+|\n+")
_PLEASE = r"^(?P<please>[¡¿\s]*(?:por favor,?\s+)?)"
_ASKED = re.compile(
    rf"{_PLEASE}(?:(?P<before>me|te|se|nos|lhe)\s+)?(?P<verb>[^\W\d_]+)(?P<behind>-(?:me|te|se|nos|lhe))?(?![\w-])",
    re.I,
)
_WORD = re.compile(r"[^\W\d_]+")
_TAKES = re.compile(
    r"(?:-(?:me|te|se|nos|lhes?|[oa]s?)\b|\s+(?:[oa]s?|uma?s?|uns|ist[oa]|iss[oa]|aquilo|est[ae]s?|ess[ae]s?|meus?|minhas?|"
    r"seus?|suas?|nossos?|nossas?|mais|tudo|todos?|todas?|aqui|aí|ali|lá|já|logo|agora|daqui|daí|com|sem|por|em|n[oa]s?|"
    r"n?umas?)\b|\s*(?:$|[!,;:…]|\.\s*$))",
    re.I,
)
"""What comes after a verb that asks, and seldom after a noun."""
_NOT_TAKEN = re.compile(
    r"entre(?!\s*(?:$|[^\w\s]|(?:em|n[oa]s?|numa?|com|sem|por|pel[oa]s?|para|aqui|aí|lá|já|logo|agora|e|que)\b))"
    r"|viva\s*[!.,]|tarde\b",
    re.I,
)
_GOES_AHEAD = r"(?:(?:please|and|then|or|just|always|never|don't|do|not|so|but|now|kindly|also)\s+)"
_ASKS_FIRST = re.compile(rf"(?:(?:^|[.!?,;:–—(]\s*){_GOES_AHEAD}*|\b{_GOES_AHEAD}+)([a-z]+)")
_SAID = re.compile(rf"{_PLEASE}(?P<verb>[^\W\d_]+)", re.I)
_CLITICS = re.compile(r"(?P<base>.{2,}?)(?P<clitics>(?:me|nos|se)?(?:l[aoe]s?)?)")
_SHORT = 5
_ENDINGS = (("gue", "ga"), ("güe", "gua"), ("que", "ca"), ("ce", "za"), ("e", "a"), ("a", "e"))


def is_another_word(text: str, english: str | None = None) -> bool:
    """Whether what it begins with looks like what is asked for and is not: "saia azul".

    `english`: what it was made from, which mostly tells; null: not known.
    """
    found = _WORD.match(text)
    if found is None:
        return False
    verbs = nouns_that_ask().get(found[0].casefold())
    if english is not None and verbs is not None and verbs & _asked_in(english):
        return False
    if verbs is None or _NOT_TAKEN.match(text):
        return _NOT_TAKEN.match(text) is not None
    return _TAKES.match(text, found.end()) is None


def _asked_in(english: str) -> frozenset[str]:
    """Words at which a clause of it begins, as one that asks does."""
    return frozenset(_ASKS_FIRST.findall(english.replace("’", "'").casefold()))


def asks(sentence: str, english: str | None = None) -> bool:
    """Whether a Portuguese sentence begins by asking for something, of "você"."""
    found = _ASKED.match(sentence)
    if found is None or is_another_word(sentence[found.start("verb") :], english):
        return False
    return found["verb"].casefold() in forms().asking


def first_asked(sentence: str, english: str | None = None) -> str:
    """What it asks for first, with all before it; empty where it does not ask."""
    found = _ASKED.match(sentence)
    return found[0] if found is not None and asks(sentence, english) else ""


def behind(sentence: str, english: str | None = None) -> str:
    """A Portuguese sentence with the pronoun behind what it asks for: "Me diga" as "Diga-me"."""
    found = _ASKED.match(sentence)
    if found is None or not asks(sentence, english) or found["before"] is None or found["behind"]:
        return sentence
    verb = found["verb"]
    verb = verb[:1].upper() + verb[1:] if found["before"][:1].isupper() else verb
    return f"{found['please']}{verb}-{found['before'].lower()}{sentence[found.end() :]}"


def ahead(sentence: str, english: str | None = None) -> str:
    """A Portuguese sentence with the pronoun before what it asks for, as Italian has it: "Me diga"."""
    found = _ASKED.match(sentence)
    if found is None or not asks(sentence, english) or found["before"] or not found["behind"]:
        return sentence
    verb, pronoun = found["verb"], found["behind"][1:]
    pronoun = pronoun.capitalize() if verb[:1].isupper() else pronoun
    return f"{found['please']}{pronoun} {verb[:1].lower() + verb[1:]}{sentence[found.end() :]}"


def sentences(text: str, english: str | None) -> list[tuple[str, str | None]]:
    """Each sentence with its English: all of that where it has other sentences; null: not known."""
    parts = SENTENCES.split(text)
    said = SENTENCES.split(english) if english is not None else []
    known = said if len(said) == len(parts) else [english] * len(parts)
    return list(zip(parts, known, strict=True))


def of_tu(portuguese: str, spanish: str, english: str | None = None) -> str:
    """Spanish out of Portuguese out of English, with what its sentences ask first asked of "tú"."""
    parts, gaps = SENTENCES.split(spanish), SENTENCES.findall(spanish)
    asked = [asks(one, said) for one, said in sentences(portuguese, english)]
    if not any(asked) or len(asked) != len(parts):
        return spanish
    done = [_first(part) if ask else part for part, ask in zip(parts, asked, strict=True)]
    return "".join(part + gap for part, gap in zip(done, [*gaps, ""], strict=True))


def _first(sentence: str) -> str:
    found = _SAID.match(sentence)
    if found is None:
        return sentence
    word, asked = found["verb"], _of_tu(found["verb"].casefold())
    asked = asked.capitalize() if word[:1].isupper() else asked
    return found["please"] + asked + sentence[found.end() :]


def _of_tu(word: str) -> str:
    """One word: "envíeme" as "envíame", "dígame" as "dime"."""
    found = _CLITICS.fullmatch(word) if _is_accented(word) or len(word) <= _SHORT else None
    base, clitics = (found["base"], found["clitics"]) if found else (word, "")
    if not base.endswith(("a", "e", "é")):
        base, clitics = word, ""
    clitics = clitics.replace("se", "te", 1) if clitics.startswith("se") else clitics
    known = _irregular().get(_plain(base))
    if known is not None:
        alone, joined = known
        return joined + clitics if clitics else alone
    for end, instead in _ENDINGS:
        if base.endswith(end):
            return base.removesuffix(end) + instead + clitics
    return word


@cache
def _irregular() -> dict[str, tuple[str, str]]:
    """By what is asked of "usted", without accents: what is asked of "tú", alone and before a pronoun."""
    text = resources.files(__package__).joinpath("verbs.toml").read_text("utf-8")
    rows = (row.split() for row in tomllib.loads(text)["spanish"].split(","))
    return {usted: (alone, joined) for usted, alone, joined in rows}


def _is_accented(word: str) -> bool:
    return any(one in "áéíóú" for one in word)


def _plain(word: str) -> str:
    apart = unicodedata.normalize("NFD", word)
    return "".join(one for one in apart if one != "\u0301")
