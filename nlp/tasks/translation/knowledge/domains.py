"""Words of a trade: what an order, a plant or a class is where people shop, or learn.

Each is a line of a glossary, and goes the way of one, but only for the message in which it is surely a noun:
there is no harm in "an order to attack" where a business was told that it is a shop, and much in "to pedido".
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources

from wire.contracts.events import Term

_BEFORE = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the my your our his her their a an this that these those new last first next "
        "previous wrong whole online each every any no which",
        "pt": "o a os as um uma meu minha meus minhas seu sua seus suas nosso nossa este esta "
        "esse essa do da dos das no na nos nas ao novo nova último última",
        "es": "el la los las un una mi mis tu tus su sus nuestro nuestra este esta ese esa "
        "del al nuevo nueva último última",
        "fr": "le la les un une des ma mon mes ta ton tes votre vos sa son ses notre nos "
        "cette ce cet du au nouvelle dernière dernier l d",
        "it": "il lo la i gli le un una mio mia miei mie tuo tua suo sua nostro nostra questo "
        "questa del della nuovo nuova l d un",
        "ca": "el la els les un una meu meva teu teva seu seva nostre nostra aquest aquesta "
        "del al nou nova l d",
    }.items()
}
"""Words after which a noun comes; of "l'" and "d'" the letter."""

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


def terms_of(domains: Sequence[str], source: str, target: str, text: str) -> tuple[Term, ...]:
    """Lines for the words of these domains that are nouns wherever they stand in `text`. Primary subtags."""
    said = [word.casefold() for word in _WORD.findall(text)]
    return tuple(
        Term(source=" ".join(words), target=meant)
        for domain in domains
        for words, meant in _table(domain, source, target)
        if words[0] in said and _is_noun(words, said, source)
    )


def _is_noun(words: tuple[str, ...], said: Sequence[str], source: str) -> bool:
    """Whether these words stand in a text, and after a word that a noun comes after each time."""
    places = [at for at in range(len(said)) if tuple(said[at : at + len(words)]) == words]
    return bool(places) and all(
        at > 0 and said[at - 1] in _BEFORE[source] and said[at + len(words) : at + len(words) + 1] != ["to"]
        for at in places
    )


@cache
def _table(domain: str, source: str, target: str) -> tuple[tuple[tuple[str, ...], str], ...]:
    """The words of each noun, and what it becomes."""
    known = _words(domain, source, target) if source in _BEFORE else ()
    return tuple((tuple(word.split()), meant) for word, meant in known)


def _words(domain: str, source: str, target: str) -> Iterator[tuple[str, str]]:
    for row in _data()[domain]["words"]:
        if source in row and target in row and row.get("from", source) == source:
            yield from zip(row[source].split("|"), row[target].split("|"), strict=True)


@cache
def _data() -> dict[str, dict[str, list[dict[str, str]]]]:
    return tomllib.loads(resources.files(__package__).joinpath("data/domains.toml").read_text("utf-8"))
