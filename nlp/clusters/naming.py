"""Telling words of groups: frequent in one and rare in the others (class-based TF-IDF, as in BERTopic)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from math import log
from unicodedata import combining, normalize

import regex

from nlp.clusters.clustering import NONE
from wire.contracts.little import little

MOST = 4
LITTLE = 0.2
"""What a little word counts for: "order" may be the word that tells most, though it is in "in order to"."""
SHORTEST = 3
"""Letters of a word, in scripts that write words apart."""
PEOPLE = 3
"""People from whom on a word is one of many: what one alone writes names nobody's group."""
FEWEST = 5
"""People from whom on a word is shown as what many write."""
GROUPS, COMMON = 8, 0.4
"""Of so many groups or more: a word that stands in more than this share of them names none."""

_WORD = regex.compile(r"\p{L}[\p{L}\p{M}'’-]*\p{L}")
_WITHIN = regex.compile(r"['’-]")


def words_of(text: str) -> list[str]:
    """Words, small, each once, in their order."""
    return list(dict.fromkeys(one for one in _WORD.findall(text.casefold()) if len(one) >= SHORTEST))


def telling(
    reads: Sequence[str | None],
    of: Sequence[int],
    authors: Sequence[str],
    many: int,
    *,
    called: Collection[str],
    spoken: str,
) -> list[tuple[str, ...]]:
    """As `name`, of what an organisation reads in `spoken`; null: there is no translation. The one way to
    words that anybody is shown. `called`: what people are called, which names no group.
    """
    read = [one for one in zip(reads, of, authors, strict=True) if one[0]]
    return name(
        [text or "" for text, _, _ in read],
        [group for _, group, _ in read],
        [author for _, _, author in read],
        many,
        fewest=FEWEST,
        never={word for one in called for word in words_of(one)},
        little=little(spoken),
    )


def name(
    texts: Sequence[str],
    of: Sequence[int],
    authors: Sequence[str],
    many: int,
    *,
    fewest: int = PEOPLE,
    never: Collection[str] = (),
    little: Collection[str] = (),
) -> list[tuple[str, ...]]:
    """Per group up to `MOST` words, the most telling first; none where no word is several people's.

    Args:
        texts: all of one language, which the reader knows.
        of: per text the number of its group; of none they count for the others.
        authors: who wrote each.
        many: how many groups there are.
        fewest: people from whom on a word is one of many.
        never: words, as `words_of` gives them, that name no group, as people's names; nor do these with
            other accents, or as a part of a word, as in "Nora's".
        little: words that count for less.
    """
    counts, people = [Counter[str]() for _ in range(many)], [dict[str, set[str]]() for _ in range(many)]
    everywhere: Counter[str] = Counter()
    for text, group, author in zip(texts, of, authors, strict=True):
        words = words_of(text)
        everywhere.update(words)
        if group != NONE:
            counts[group].update(words)
            for word in words:
                people[group].setdefault(word, set()).add(author)
    mean, closed = sum(everywhere.values()) / max(1, many), _holding(never, everywhere) | _common(counts)
    allowed = [{word for word, by in whose.items() if len(by) >= fewest} - closed for whose in people]
    return [
        _telling(count, everywhere, mean, words, little) for count, words in zip(counts, allowed, strict=True)
    ]


def _holding(never: Collection[str], words: Collection[str]) -> frozenset[str]:
    """Words with one of these in them."""
    names = {part for word in never for part in _parts(word)}
    return frozenset(word for word in words if not names.isdisjoint(_parts(word)))


def _parts(word: str) -> set[str]:
    """What stands between its apostrophes and hyphens, without accents; all of it where that is short."""
    bare = "".join(one for one in normalize("NFD", word) if not combining(one))
    return {part for part in _WITHIN.split(bare) if len(part) >= SHORTEST} or {bare}


def _common(counts: Sequence[Counter[str]]) -> frozenset[str]:
    """Words that stand in so many groups that they tell none apart, as articles do."""
    if len(counts) < GROUPS:
        return frozenset()
    groups_of = Counter(word for count in counts for word in count)
    return frozenset(word for word, groups in groups_of.items() if groups > COMMON * len(counts))


def _telling(
    count: Counter[str], everywhere: Counter[str], mean: float, allowed: set[str], little: Collection[str]
) -> tuple[str, ...]:
    total = max(1, sum(count.values()))
    scores = {
        word: number / total * log(1 + mean / everywhere[word]) * (LITTLE if word in little else 1)
        for word, number in count.items()
        if word in allowed
    }
    return tuple(sorted(scores, key=lambda word: (-scores[word], word))[:MOST])
