"""Our own questions: of sixty English articles one each in five languages, and sixty that none answers."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from importlib.resources import files

import msgspec

from nlp.tasks.translation.task import translate_each
from nlp.tasks.translation.translator import Ask, Translator
from wire.contracts.shelf import Shelf, ShelfPassage

LANGUAGES = ("en", "es", "pt", "fr", "de")

ARTICLES_IN = "en"


class Question(msgspec.Struct, frozen=True):
    """What somebody asks, and the id of the article that answers; null: none does."""

    language: str
    text: str
    article: str | None
    learnt: bool
    """Weights may be made from it: every second article, and every second question without one."""


def shelf() -> Shelf:
    """The articles, each of one passage."""
    rows = enumerate(_rows("articles"))
    passages = (
        ShelfPassage(
            id=str(at), article_id=str(at), title=row["title"], language=ARTICLES_IN, text=row["text"]
        )
        for at, row in rows
    )
    return Shelf(organisation_id="casa", rev=1, passages=tuple(passages))


def questions() -> list[Question]:
    """All, those with an answer first."""
    found = [
        Question(language, row[language], str(at), at % 2 == 0)
        for at, row in enumerate(_rows("articles"))
        for language in LANGUAGES
    ]
    none = enumerate(_rows("none"))
    return found + [Question(row["language"], row["text"], None, at % 2 == 0) for at, row in none]


def wordings(translator: Translator, asked: Sequence[Question]) -> list[list[str]]:
    """Each as it was asked, and in the language of the articles where there is a way."""
    asks = [Ask(one.text, one.language, ARTICLES_IN) for one in asked]
    made = translate_each(translator, asks)
    return [
        list(dict.fromkeys([one.text, *([found.text] if found.text else [])]))
        for one, found in zip(asked, made, strict=True)
    ]


def _rows(name: str) -> list[dict[str, str]]:
    text = files("nlp.evaluation").joinpath("data", "answer", f"{name}.tsv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
