"""Names in a text say nothing of its language: "Call Mr. Gößwein at 9" is English."""

from __future__ import annotations

import re

from nlp.tasks.language.alphabets import ALPHABETS

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_OPENS = re.compile(r"(?:^|[.!?…:;\n*•>()\[{\"“”«»¿¡|/–—])[\s\"'“”«»¿¡(*-]{0,4}$")
_TITLES = r"(?:mrs?|ms|dra?|sra?|srta|prof|st|sta|sto|mme|mlle|fr|hr|sig|ing)\."
_TITLE, _AFTER_TITLE = re.compile(_TITLES, re.I), re.compile(rf"\b{_TITLES}\s?$", re.I)
_ONESELF = re.compile(r"I\b")
_NEAR = 16
"""Characters before a word that are looked at."""

LEAST_WORDS, LEAST_LETTERS = 2, 6
"""What is left where names are taken out: of less nothing could be told."""
_SHORT = 3
_SIDE_BY_SIDE = 3
"""Words of a name."""
_SENTENCE = 3
"""Words after a name of two words that opens a sentence; with fewer, the first may be a verb: "Call Ana"."""


def without_names(text: str, doubted: bool = False) -> str:
    """`text` without words that a capital shows to be names, where enough of it is left.

    That is a capital within a sentence, and both words of "Øystein Bjørnstad" where they open one with a
    letter that not every language has. In German nouns go too: the words between them tell as well.

    `doubted`: what the whole is taken for is so unlikely that one word tells more, and an odd first one is a
    name.
    """
    words = list(_WORD.finditer(text))
    named = [_is_name(text, one) for one in words]
    if named[:2] == [False, True] and not words[0][0].isascii() and _large(words[0][0]):
        named[0] = named.count(False) > _SENTENCE
    if doubted and words and not words[0][0].isascii() and _large(words[0][0]):
        named[0] = True
    least_words, least_letters = (1, 4) if doubted else (LEAST_WORDS, LEAST_LETTERS)
    left = [one for one, name in zip(words, named, strict=True) if not name]
    if not any(named) or len(left) < least_words or sum(len(one[0]) for one in left) < least_letters:
        return text
    out, at = "", 0
    for one, name in zip(words, named, strict=True):
        if name:
            out += text[at : one.start()]
            at = one.end()
    return " ".join((out + text[at:]).split())


def without_foreign(text: str, language: str) -> str:
    """`text` without words, side by side, that have letters which no word of `language` has.

    That is how names are typed without capitals: "talk to łukasz wiśniewski". At most three, and fewer than
    what is left; else `text`.
    """
    if text.isascii() or language not in ALPHABETS:
        return text
    words = list(_WORD.finditer(text))
    odd = [index for index, one in enumerate(words) if _is_foreign(one[0].lower(), ALPHABETS[language])]
    if not 0 < len(odd) <= min(_SIDE_BY_SIDE, len(words) // 2) or odd[-1] - odd[0] >= len(odd):
        return text
    left = [one[0] for one in (*words[: odd[0]], *words[odd[-1] + 1 :])]
    if len(left) < LEAST_WORDS or sum(map(len, left)) < LEAST_LETTERS:
        return text
    return " ".join(f"{text[: words[odd[0]].start()]} {text[words[odd[-1]].end() :]}".split())


def _is_foreign(word: str, own: str) -> bool:
    return any(not one.isascii() and one.isalpha() and one not in own for one in word)


def _is_name(text: str, word: re.Match[str]) -> bool:
    if len(word[0]) < _SHORT:
        return bool(_TITLE.match(text, word.start()))
    return bool(_TITLE.match(text, word.start())) or (_large(word[0]) and not _opens(text, word.start()))


def _large(word: str) -> bool:
    spoken_of_oneself = _ONESELF.match(word) is not None
    return word[:1].isupper() and not spoken_of_oneself and not (len(word) > 1 and word.isupper())


def _opens(text: str, at: int) -> bool:
    before = text[max(0, at - _NEAR) : at]
    return bool(_OPENS.search(before)) and not _AFTER_TITLE.search(before)
