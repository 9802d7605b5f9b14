"""What can be said of a text from its characters alone: what is language in it, and which scripts it uses."""

from __future__ import annotations

import re
from collections import Counter

from nlp.tasks.translation.protect.patterns import ODD
from nlp.tasks.translation.protect.tokens import Token, tokens
from wire.contracts.normal import normal

NOISE = re.compile(
    r"https?://\S+|www\.\S+|(?<!\S)\S[^\s@]*+@\S[^\s.]*+\.\S+|[@#]\w+|`[^`]*`|\b[^\W\d]*+\d\w*+",
)
"""Links, mail addresses, mentions, tags, code, and words with digits: order numbers, sizes, hours."""

_MARKS = re.compile(r"(?<!\S)[^\w\s¿¡'’@#`]+(?!\S)|,")
"""What stood between figures rather than between words."""
_FIGURES = re.compile(rf"\d|{ODD}")
_PLACEHOLDER = re.compile(r"\{[^{}]+\}|\{\{[^{}]+\}\}|%[a-z@]")
_KEPT = "\0"
"""Stands for a comma that stays: no text has a NUL."""

MOST = 1000
"""Characters read: more tell nothing new."""

RANGES = (
    ("Cyrillic", 0x0400, 0x052F),
    ("Greek", 0x0370, 0x03FF),
    ("Greek", 0x1F00, 0x1FFF),
    ("Armenian", 0x0530, 0x058F),
    ("Hebrew", 0x0590, 0x05FF),
    ("Arabic", 0x0600, 0x077F),
    ("Arabic", 0xFB50, 0xFEFC),
    ("Devanagari", 0x0900, 0x097F),
    ("Bengali", 0x0980, 0x09FF),
    ("Gujarati", 0x0A80, 0x0AFF),
    ("Tamil", 0x0B80, 0x0BFF),
    ("Telugu", 0x0C00, 0x0C7F),
    ("Kannada", 0x0C80, 0x0CFF),
    ("Malayalam", 0x0D00, 0x0D7F),
    ("Thai", 0x0E00, 0x0E7F),
    ("Georgian", 0x10A0, 0x10FF),
    ("Hangul", 0x1100, 0x11FF),
    ("Hangul", 0x3130, 0x318F),
    ("Hangul", 0xAC00, 0xD7AF),
    ("Kana", 0x3040, 0x30FF),
    ("Han", 0x3400, 0x9FFF),
    ("Han", 0x20000, 0x323AF),
)

WRITES = {
    "Cyrillic": {"ru", "uk", "bg", "be", "sr", "mk"},
    "Greek": {"el"},
    "Armenian": {"hy"},
    "Hebrew": {"he"},
    "Arabic": {"ar", "fa", "ur"},
    "Devanagari": {"hi", "mr", "ne"},
    "Bengali": {"bn"},
    "Gujarati": {"gu"},
    "Tamil": {"ta"},
    "Telugu": {"te"},
    "Kannada": {"kn"},
    "Malayalam": {"ml"},
    "Thai": {"th"},
    "Georgian": {"ka"},
    "Hangul": {"ko"},
    "Kana": {"ja"},
    "Han": {"zh", "ja"},
}
"""Languages written in each script; Latin has all that are named nowhere here, and Serbian."""

ALSO_LATIN = {"sr"}

UNSPACED = {"Thai", "Kana", "Han"}
"""Written without blanks between words."""

GIVEN_AWAY = (
    (set("їєґЇЄҐ"), {"uk"}),
    (set("ўЎ"), {"be"}),
    (set("ѓќѕЃЌЅ"), {"mk"}),
    (set("ђћЂЋ"), {"sr"}),
    (set("іІ"), {"uk", "be"}),
    (set("ыэёЫЭЁ"), {"ru", "be"}),
    (set("ٹڈڑےں"), {"ur"}),
    (set("پچژگ"), {"fa", "ur"}),
)
"""Letters that only these languages have, among those of the same script."""


def plain(text: str) -> str:
    """The beginning of a text without what belongs to no language, blanks folded, in its normal form."""
    whole = normal(text[:MOST].encode("utf-8", "replace").decode("utf-8"))
    return " ".join(NOISE.sub(" ", _without_tokens(whole)).split())


def _without_tokens(text: str) -> str:
    """Without what is written for programs, figures with units, and formulas; words are none of these."""
    harmed = False
    for token in reversed(tokens(text)) if _FIGURES.search(text) else ():
        if not all(sign.isalpha() or sign in " '’.&-" for sign in token.text):
            text = _without(text, token)
            harmed = True
    return _MARKS.sub(" ", text).replace(_KEPT, ",") if harmed else text


def _without(text: str, token: Token) -> str:
    """Without a token. A comma behind a placeholder, where a name will stand, closes the words before it."""
    before, after = text[: token.start], text[token.end :]
    if _PLACEHOLDER.fullmatch(token.text) and after.startswith(",") and before.rstrip()[-1:].isalpha():
        return f"{before.rstrip()}{_KEPT}{after[1:]}"
    return f"{before} {after}"


def letters(text: str) -> int:
    """How many letters a text has, in any script."""
    return sum(map(str.isalpha, text))


def wordless(text: str) -> bool:
    """True where nothing is in any language: emoji, numbers, links, names of people behind an @."""
    return letters(plain(text)) == 0


def script_of(letter: str) -> str:
    """Name of a letter's script; "Latin" for all that have no entry of their own."""
    code = ord(letter)
    if code < 0x0370:
        return "Latin"
    return next((name for name, first, last in RANGES if first <= code <= last), "Latin")


def without_strangers(text: str, prior: str | None) -> str:
    """`text` without words in a script that the speaker's language is not written in, where they are fewer
    than those in Latin letters: in "Can you send me иванов?" they are names, or quoted.

    Scripts without blanks between words count by letters alone, and stay.
    """
    if prior is None or text.isascii():
        return text
    words = text.split()
    scripts = [_alphabet(word, prior) for word in words]
    strange, latin = sum(one in WRITES for one in scripts), scripts.count("Latin")
    if not 0 < strange < latin:
        return text
    return " ".join(word for word, one in zip(words, scripts, strict=True) if one not in WRITES)


def _alphabet(word: str, prior: str) -> str:
    """The script of a word of letters, if it is Latin or one that its speaker does not use; else nothing."""
    first = next((sign for sign in word if sign.isalpha()), "")
    script = script_of(first) if first else ""
    strange = script in WRITES and prior not in WRITES[script] and script not in UNSPACED
    return script if strange or script == "Latin" else ""


def main_script(text: str) -> str | None:
    """The script of most letters; None without letters. Kana in a sentence with Han make it Japanese."""
    found = Counter(script_of(letter) for letter in text if letter.isalpha())
    if not found:
        return None
    if found["Kana"] and found["Kana"] + found["Han"] >= found["Latin"]:
        return "Kana"
    return found.most_common(1)[0][0]


def allowed(text: str, languages: frozenset[str]) -> frozenset[str]:
    """Those of `languages` that could have been written with these letters; all where letters say nothing."""
    script = main_script(text)
    if script is None:
        return languages
    if script == "Latin":
        others = set().union(*WRITES.values()) - ALSO_LATIN
        return languages - others
    able = WRITES[script]
    for signs, owners in GIVEN_AWAY:
        if owners <= able and signs & set(text):
            able = owners
            break
    return languages & able or languages
