"""What must hold of a translated chat message, always; and what should, mostly.

Nothing here asks the code that protects tokens what a token is: emoji, numbers and lines are found anew.
"""

from __future__ import annotations

import re
from collections import Counter

import emoji

from nlp.evaluation.chat_cases import Case
from nlp.tasks.translation.marks.negation import lost_negations
from nlp.tasks.translation.marks.numbers import numbers_lost
from nlp.tasks.translation.surface.loops import loops
from wire.contracts.events import Translation

_WORD = re.compile(r"[^\W\d_]+")
_LINE = re.compile(r"\s*(?:(?:[-*•>]|\d+[.)]|[a-z]\))\s)?\s*")
_ENDS = re.compile(r"[.!?…]+(?=\s|$)")
_AGAIN = re.compile(r"\b(\w+(?:['’ ]\w+){0,4})(?:[\s,]+\1\b)+", re.I)
_SHORT, _CUT, _SWOLLEN, _SLACK = 20, 0.4, 2.5, 30
_SAME_WORDS = 4
_CLOSE = frozenset({"pt", "es", "ca", "gl"})
_DIGIT_FOR_SOUND = re.compile(r"\b(?=[a-z]*\d)(?=\d*[a-z])[a-z\d]+\b")


def broken(case: Case, translation: Translation) -> tuple[str, ...]:
    """Names of the guarantees that this translation breaks; none when all is well."""
    if translation.status == "failed" or (translation.status == "done" and not translation.text):
        return ("failed",)
    text = shown(case, translation)
    found = {
        "keep": not _kept(case, text),
        "numbers": bool(numbers_lost(_without_slang(case), text)),
        "emoji": bool(Counter(_emojis(case.text)) - Counter(_emojis(text))),
        "lines": not _same_lines(case.text, text),
        "cut": _is_cut(case.text, text),
        "loop": loops(case.text, text) or len(text) > _SWOLLEN * len(case.text) + _SLACK,
    }
    return tuple(name for name, is_so in found.items() if is_so)


def missed(case: Case, target: str, translation: Translation) -> tuple[str, ...]:
    """What a good translation has and this one has not, in words for people; none when all is well."""
    text = shown(case, translation)
    due = [hold for hold in case.holds if hold.target in (None, target)]
    found = [f"{'' if hold.wanted else 'no '}{hold.pattern}" for hold in due if not hold.met(text)]
    denied = lost_negations(case.language, _bare(case, case.text), target, _bare(case, text))
    found += [f"negation {word}" for word in denied]
    if _untranslated(case, target, text):
        found.append("translated")
    if case.kind == "caps" and not _in_capitals(case, text):
        found.append("capitals")
    if case.kind == "sentences" and len(_ENDS.findall(text)) < len(_ENDS.findall(case.text)):
        found.append("sentences")
    return tuple(found)


def shown(case: Case, translation: Translation) -> str:
    """What the reader sees."""
    return case.text if translation.text is None else translation.text


def _without_slang(case: Case) -> str:
    """Without "b4" and "l8r", where those are slang: their digit is no number."""
    return _DIGIT_FOR_SOUND.sub(" ", case.text) if case.kind == "slang" else case.text


def _kept(case: Case, text: str) -> bool:
    for part, times in sorted(Counter(case.keep).items(), key=lambda one: -len(one[0])):
        if text.count(part) < times:
            return False
        text = text.replace(part, " ")
    return True


def _emojis(text: str) -> list[str]:
    return [str(one["emoji"]) for one in emoji.emoji_list(text)]


def _same_lines(source: str, text: str) -> bool:
    """Whether there are as many lines, each with the bullet and indent it had, and empty where it was."""
    lines, done = source.split("\n"), text.split("\n")
    return len(lines) == len(done) and all(
        new.startswith(_start(old)) and bool(old.strip()) == bool(new.strip())
        for old, new in zip(lines, done, strict=True)
    )


def _start(line: str) -> str:
    found = _LINE.match(line)
    return found[0] if found else ""


def _is_cut(source: str, text: str) -> bool:
    """Whether much of the message is missing, or most of what comes after its last emoji."""
    said = _AGAIN.sub(r"\1", source)
    if len(said) >= _SHORT and len(text) < _CUT * len(said):
        return True
    tail, done = _after_last_emoji(source), _after_last_emoji(text)
    return len(_WORD.findall(tail)) > 1 and (not _WORD.search(done) or len(done) < _CUT / 2 * len(tail))


def _after_last_emoji(text: str) -> str:
    found = emoji.emoji_list(text)
    return text[found[-1]["match_end"] :] if found else ""


def _untranslated(case: Case, target: str, text: str) -> bool:
    """Whether so many words are as they were; of languages close to each other more may well be."""
    least = _SAME_WORDS * (2 if {case.language, target} <= _CLOSE else 1)
    said, done = (_WORD.findall(one.casefold()) for one in (_bare(case, case.text), _bare(case, text)))
    return len(set(said)) >= least and said == done


def _in_capitals(case: Case, text: str) -> bool:
    return _bare(case, text).isupper()


def _bare(case: Case, text: str) -> str:
    for part in case.keep:
        text = text.replace(part, " ")
    return text
