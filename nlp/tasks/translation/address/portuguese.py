"""Portuguese that says "você" put into the words of "tu", for a reader who is spoken to informally.

Only what surely speaks to the reader is changed: verbs of "você", requests, and verbs without a subject where
the English that it came from has a "you" which is nowhere else. Who is spoken to as "senhor", and several
people at once, stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import msgspec

from nlp.tasks.translation.address.english import begins_with_you, is_yours, speaks_to_you, you_does
from nlp.tasks.translation.address.requests import SENTENCES, first_asked, is_another_word, sentences
from nlp.tasks.translation.address.verbs import forms, never_told, nouns_that_tell, second_person

_FORMAL = re.compile(r"\b(?:senhor(?:a|es|as)?|sr[aª]?|vocês|vossas?|vossos?)\b", re.I)

_LITTLE = (
    r"(?:não|nunca|já|ainda|também|só|sempre|realmente|mesmo|mesma|talvez|agora|apenas|me|te|se|lhe|nos|o|a|os|as|"
    r"\w+mente)"
)
_WITH = {"com": "contigo"}
_AFTER = re.compile(r"\b(com|para|pra|de|por|sobre|em|sem|a|até|contra|entre)\s+você\b", re.I)
_TO_DO = re.compile(r"\b(?P<before>(?:para|pra|de|por|sem|até|a)\s+)você\s+(?P<verb>\w*(?:ar|er|ir))\b", re.I)
"""Somebody does something: "para você ver" is "para veres", and no "ti"."""
_HIATUS = re.compile(r"(?<=[aeo])ires$|(?<=[^gq]u)ires$", re.I)
_OBJECT = re.compile(r"\b(\w{2,}(?:ar|er|ir))\s+você\b(?!\s+(?:e|a)\s)", re.I)
_SUBJECT = re.compile(rf"\bvocê(?P<between>(?:\s+{_LITTLE}\b)*)\s+(?P<verb>[^\W\d_]+)", re.I)
_STARTS = (
    r"(?P<before>^|[,;:–—(]\s*|\b(?:e|ou|mas|que|onde|como|quando|quanto|quantos|quantas|quem|qual|por favor|"
    r"então|se|assim que|caso)\s+(?:anos\s+|dias\s+)?)"
)
_CONDITION = re.compile(r"\b(?:se|quando|assim que|caso)\s+$", re.I)
_OURS = re.compile(r"\b(?P<s>[sS])(?P<rest>eus?|uas?)\b(?!\s+[A-ZÀ-Ý])")
_TO_YOU, _SELF = re.compile(r"\blhe\b", re.I), re.compile(r"\bse\b", re.I)
_ENCLITIC = re.compile(r"(?:me|te|nos|lhe)\s+", re.I)
_DENIES = re.compile(r"\b(?:não|nunca)\b", re.I)
_FIRST = re.compile(r"(?:\w+, )?(?:não )?(?:me )?(\w+)", re.I)


class _Owed(msgspec.Struct):
    """How many verbs without a subject may still be taken for the reader's."""

    verbs: int


def familiar(text: str, english: str | None = None, *, requests: bool = True) -> str:
    """The same, to somebody who is called "tu".

    Args:
        text: Portuguese.
        english: what it was translated from; null: not known.
        requests: also what a sentence asks for first; else that is left as it is for `requests.of_tu`.
    """
    gaps = SENTENCES.findall(text)
    done = [_sentence(part, one, requests) for part, one in sentences(text, english)]
    return "".join(part + gap for part, gap in zip(done, [*gaps, ""], strict=True))


def _sentence(text: str, english: str | None, requests: bool) -> str:
    if _FORMAL.search(text):
        return text
    if not requests and (asked := first_asked(text, english)):
        return asked + _sentence(text[len(asked) :], english, requests)
    named = len(_SUBJECT.findall(text))
    text = _TO_DO.sub(lambda one: one["before"] + _HIATUS.sub("íres", f"{one['verb']}es"), text)
    text = _AFTER.sub(_prepositional, text)
    text = _OBJECT.sub(r"\1-te", text)
    text = _SUBJECT.sub(_verb_of_you, text)
    owed = _Owed(max(0, you_does(english) - named) if english is not None else _asks(text))
    text = _bare_verbs().sub(_bare(owed, english), text)
    if english is None or is_yours(english):
        text = _OURS.sub(lambda one: ("T" if one["s"] == "S" else "t") + one["rest"], text)
    if english is not None and speaks_to_you(english):
        text = _TO_YOU.sub("te", text)
    return text


@cache
def _bare_verbs() -> re.Pattern[str]:
    """A known verb where a clause begins, with nobody named who does it."""
    known = forms()
    verbs = "|".join(sorted({*known.told, *known.asking, *known.conditional}, key=len, reverse=True))
    clitic = r"-(?:se|lhe|me|nos|os?|as?)"
    return re.compile(
        rf"{_STARTS}(?P<between>(?:{_LITTLE}\s+){{0,4}})(?P<verb>{verbs})(?P<clitic>{clitic})?(?![\w-])", re.I
    )


def _asks(text: str) -> int:
    """Without English: a question that begins with a verb is most often about who is asked."""
    first = _FIRST.match(text)
    asked = {
        "pode",
        "quer",
        "consegue",
        "sabe",
        "precisa",
        "gosta",
        "poderia",
        "tem",
        "vai",
        "vem",
        "conhece",
    }
    return int(text.endswith("?") and first is not None and first[1].casefold() in asked)


def _prepositional(found: re.Match[str]) -> str:
    word = found[1]
    together = _WITH.get(word.casefold())
    if together is None:
        return f"{word} ti"
    return together.capitalize() if word[:1].isupper() else together


def _verb_of_you(found: re.Match[str]) -> str:
    verb = second_person(found["verb"].casefold())
    if verb is None:
        return found[0]
    you = "Tu" if found[0][0].isupper() else "tu"
    return f"{you}{_SELF.sub('te', found['between'])} {_like(found['verb'], verb)}"


def _bare(owed: _Owed, english: str | None) -> Callable[[re.Match[str]], str]:
    def one(found: re.Match[str]) -> str:
        word = found["verb"].casefold()
        if is_another_word(found.string[found.start("verb") :], english) or _is_told_noun(found, english):
            return found[0]
        verb = _asked(found, word)
        asked, between = verb is not None, _SELF.sub("te", found["between"])
        clitic = (found["clitic"] or "").replace("-se", "-te")
        if verb is None and owed.verbs:
            verb = _told(found, word)
            owed.verbs -= verb is not None
        if verb is None:
            return found[0]
        if asked and _ENCLITIC.fullmatch(between):  # "me diga" is asked with "diz-me"
            first = verb.capitalize() if between[:1].isupper() else verb
            return f"{found['before']}{first}-{between.strip().lower()}"
        return found["before"] + between + _like(found["verb"], verb) + clitic

    return one


def _is_told_noun(found: re.Match[str], english: str | None) -> bool:
    """Whether it looks like a verb that tells and is none: "Para o seu pedido", "Entrega grátis"."""
    word = found["verb"].casefold()
    if word in never_told() and not found["between"]:
        return True
    begins = not found["before"] and not found["between"]
    return begins and word in nouns_that_tell() and english is not None and not begins_with_you(english)


def _asked(found: re.Match[str], word: str) -> str | None:
    """Of a request. After "que" the same form tells, and of whom is not known."""
    known = forms().asking.get(word)
    before = found["before"].casefold().strip()
    if known is None or before in (
        "que",
        "quem",
        "onde",
        "como",
        "se",
        "quando",
        "qual",
        "caso",
        "assim que",
    ):
        return None
    return known[1] if _DENIES.search(found["between"]) else known[0]


def _told(found: re.Match[str], word: str) -> str | None:
    known = forms()
    if _CONDITION.search(found["before"]):
        return known.conditional.get(word) or known.told.get(word)
    if word in known.asking:
        return known.asking[word][1]
    return known.told.get(word)


def _like(word: str, other: str) -> str:
    return other.capitalize() if word[:1].isupper() else other
