"""The language that a page or a report speaks: English texts in the code, others in `locale/LANGUAGE/*.po`.

A text is its own key, as gettext has it. What is spoken is a `ContextVar`: each run of a page has a thread of
its own, and says at its beginning what is spoken. Polars calls functions in threads of its own, so rows are
put into words by `each`, never by `map_elements`.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Any

import polars as pl
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LOCALES = Path(__file__).with_name("locale")
ENGLISH = "en"
LANGUAGES = {
    ENGLISH: "English", "pt": "Português", "es": "Español", "fr": "Français", "de": "Deutsch",
    "it": "Italiano", "nl": "Nederlands", "ar": "العربية",
}  # fmt: skip
"""What the chat speaks too; each by its own name."""

_spoken: ContextVar[str] = ContextVar("spoken", default=ENGLISH)


def now() -> str:
    """The language that is spoken."""
    return _spoken.get()


def speak(language: str) -> None:
    """From here on, in this thread."""
    _spoken.set(language)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Until the end of the block."""
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def known(*tags: str | None) -> str:
    """The first of these tags (BCP 47) that is a language of pages, else English."""
    bases = ((tag or "").replace("_", "-").split("-")[0].lower() for tag in tags)
    return next((base for base in bases if base in LANGUAGES), ENGLISH)


def mark(text: str) -> str:
    """Says that this is a text, where nobody is there yet to read it: `t` puts it into words later."""
    return text


def t(text: str, /, **values: object) -> str:
    """A text in the language that is spoken; `values` for its {names}, already in words."""
    said = _texts(now()).gettext(text)
    return said.format(**values) if values else said


def n(one: str, many: str, /, count: int, **values: object) -> str:
    """A text of a count, in the form that the language has for it; {count} is put into words here."""
    said = _texts(now()).ngettext(one, many, count)
    return said.format(count=format_decimal(count, locale=locale()), **values)


def locale(language: str | None = None) -> Locale:
    """How numbers and days are written. English as in Britain: the day before the month."""
    spoken = language or now()
    return Locale.parse("en_GB" if spoken == ENGLISH else spoken)


def direction() -> str:
    """ "rtl" or "ltr"."""
    return locale().text_direction


def each(column: Iterable[Any], word: Callable[[Any], str]) -> pl.Series:
    """A column in words, in this thread."""
    return pl.Series([word(one) for one in column], dtype=pl.String)


def catalogues(language: str) -> Sequence[Catalog]:
    """What is translated into a language, a catalogue for each area, by name."""
    files = sorted((LOCALES / language).glob("*.po"))
    return [read_po(io.BytesIO(file.read_bytes()), locale=language, abort_invalid=True) for file in files]


@cache
def _texts(language: str) -> NullTranslations:
    """All areas of a language as one."""
    if language == ENGLISH:
        return NullTranslations()
    whole = Catalog(locale=language)
    for area in catalogues(language):
        for message in area:
            if message.id:
                whole.add(message.id, message.string)
    compiled = io.BytesIO()
    write_mo(compiled, whole)
    compiled.seek(0)
    return GNUTranslations(compiled)
