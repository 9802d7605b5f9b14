"""Telling words of articles: what is written like a name, and what they say again and again. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from service.knowledge.offers.calendar import everyday
from service.knowledge.offers.reading import Part, parts, phrases, stops
from wire.contracts.languages import primary

LEAST = 3
"""Places in which a term stands."""
LEAST_NAME = 2
LEAST_ALONE = 4
"""The same of a single word, which is seldom a term."""
LONGEST_NAME = 4
SHORTEST_ALONE = 5
MOST_OF_A_KIND = 60
"""Names, and terms, of a language."""

_CAPITALS_SAY_NOTHING = frozenset(("de", "lb"))
"""Languages that write every noun with a capital."""


class Text(msgspec.Struct, frozen=True, kw_only=True):
    """A passage of an article."""

    title: str
    language: str
    text: str


class Term(msgspec.Struct, frozen=True, kw_only=True):
    """Something that articles of a language say often."""

    text: str
    language: str
    name: bool
    count: int
    example: str
    article: str


class _Places(msgspec.Struct):
    """Where something stands."""

    count: int = 0
    example: str = ""
    article: str = ""
    writings: Counter[str] = msgspec.field(default_factory=Counter)

    def put(self, writing: str, sentence: str, article: str) -> None:
        self.count += 1
        self.writings[writing] += 1
        if not self.example:
            self.example, self.article = sentence, article

    @property
    def written(self) -> str:
        return self.writings.most_common(1)[0][0]


def telling(texts: Iterable[Text]) -> list[Term]:
    """Names and terms by language, those said most often first."""
    by_language: dict[str, list[Text]] = {}
    for one in texts:
        by_language.setdefault(primary(one.language), []).append(one)
    return [term for language, some in by_language.items() for term in _of_language(language, some)]


def _of_language(language: str, texts: Sequence[Text]) -> list[Term]:
    names, terms, seen = dict[str, _Places](), dict[tuple[str, ...], _Places](), set[str]()
    stop = stops(language)
    for one in texts:
        for sentence, found in parts(one.text):
            for part in found:
                for name in _names(part, language, stop):
                    names.setdefault(name.casefold(), _Places()).put(name, sentence, one.title)
                for phrase in phrases(part.words, stop):
                    terms.setdefault(phrase, _Places()).put(" ".join(phrase), sentence, one.title)
                seen.update(word for word in part.words if word.islower())
    kept = {key: places for key, places in names.items() if _is_name(key, places, seen, language)}
    return [
        *_best(kept.values(), language, name=True),
        *_best(_whole(terms, frozenset(kept)), language, name=False),
    ]


def _best(found: Iterable[_Places], language: str, *, name: bool) -> Iterator[Term]:
    often = sorted(found, key=lambda one: (-one.count, one.written))
    for one in often[:MOST_OF_A_KIND]:
        yield Term(
            text=one.written, language=language, name=name, count=one.count, example=one.example,
            article=one.article,
        )  # fmt: skip


def _names(part: Part, language: str, stop: frozenset[str]) -> Iterator[str]:
    """Runs of words that look like names. The first of a sentence is one beside others alone."""
    run: list[str] = []
    sure = False
    for at, word in enumerate((*part.words, "")):
        own = _is_odd(word)
        capital = word[:1].isupper() and language not in _CAPITALS_SAY_NOTHING
        capital = capital and (bool(run) or word.casefold() not in stop)
        if (own or capital) and len(run) < LONGEST_NAME:
            run.append(word)
            sure = sure or own or not (at == 0 and part.begins)
            continue
        if run and sure:
            yield " ".join(run)
        run, sure = [], False


def _is_odd(word: str) -> bool:
    """Capitals within a word, or letters and digits together: no language writes its own words so."""
    letters = [one for one in word if one.isalpha()]
    if len(letters) < len(word.replace("-", "").replace("'", "").replace("’", "")):
        return len(letters) > 1 and word[:1].isalpha()
    return len(letters) > 1 and any(one.isupper() for one in letters[1:]) and any(map(str.islower, letters))


def _is_name(key: str, places: _Places, seen: set[str], language: str) -> bool:
    """Not where it is a word of every day, or is written small elsewhere."""
    words = key.split()
    if places.count < LEAST_NAME or all(everyday(word, language) for word in (key, *words)):
        return False
    return not (len(words) == 1 and (key in seen or key in stops(language) or everyday(key, language)))


def _whole(terms: dict[tuple[str, ...], _Places], names: frozenset[str]) -> Iterator[_Places]:
    """Terms that stand for themselves often enough: not in a name, and not within a longer one."""
    within = Counter[tuple[str, ...]]()
    for phrase, places in terms.items():
        if len(phrase) > 1 and places.count >= LEAST:
            for shorter in {phrase[1:], phrase[:-1]}:
                within[shorter] = max(within[shorter], places.count)
    known = {word for name in names for word in name.split()}
    for phrase, places in terms.items():
        alone = len(phrase) == 1
        often = places.count - within[phrase] >= (LEAST_ALONE if alone else LEAST)
        long = not alone or len(phrase[0]) >= SHORTEST_ALONE
        if often and long and not known.issuperset(phrase):
            yield places
