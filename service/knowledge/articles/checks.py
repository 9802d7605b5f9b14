"""What an article may be: every function gives back what is stored. Pure."""

from __future__ import annotations

from typing import Any

from msgspec import UNSET

from service.errors import EncodingUnknown, InvalidInput, TextEmpty, TextTooLong
from service.knowledge.articles.models import ArticleFile, Changing, Writing
from service.knowledge.articles.splitting import first_heading, split
from service.text import validation
from service.text.visible import is_blank

LONGEST_TITLE = 200
LONGEST_TEXT = 20_000
LONGEST_NAME = 300
MOST_FILES = 50


def values(wanted: Changing) -> dict[str, Any]:
    """Columns of `articles`. InvalidInput, TextEmpty, TextTooLong."""
    found: dict[str, Any] = {}
    if wanted.title is not UNSET:
        found["title"] = _title(wanted.title)
    if wanted.language is not UNSET:
        found["language"] = validation.language(wanted.language)
    if wanted.text is not UNSET:
        found["text"] = _text(wanted.text)
    if wanted.always_human is not UNSET:
        found["always_human"] = wanted.always_human
    return found


def whole(written: Writing) -> dict[str, Any]:
    """The same of a new article."""
    return values(
        Changing(
            title=written.title,
            language=written.language,
            text=written.text,
            always_human=written.always_human,
        )
    )


def read(file: ArticleFile, language: str, *, always_human: bool) -> Writing:
    """A file as an article: called by its first heading, else by its name.

    Raises:
        EncodingUnknown: it is not text in UTF-8.
        TextTooLong: it has more bytes than an article can.
    """
    name = file.name[:LONGEST_NAME]
    if len(file.content) > 4 * LONGEST_TEXT:
        raise TextTooLong(f"An article has at most {LONGEST_TEXT} characters.", limit=LONGEST_TEXT)
    try:
        text = file.content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        said = f"{name} is not text in UTF-8. Save it as UTF-8 and try again."
        raise EncodingUnknown(said, name=name) from error
    title = first_heading(text) or name.rpartition("/")[2].rpartition(".")[0] or name
    return Writing(title=title[:LONGEST_TITLE], language=language, text=text, always_human=always_human)


def _title(text: str) -> str:
    title = " ".join(validation.storable(text, "title").split())
    if is_blank(title) or len(title) > LONGEST_TITLE:
        raise InvalidInput(f"A title has 1 to {LONGEST_TITLE} characters.", field="title")
    return title


def _text(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise TextTooLong(f"An article has at most {LONGEST_TEXT} characters.", limit=LONGEST_TEXT)
    if is_blank(validation.storable(text, "text")) or not split(text):
        raise TextEmpty("Write something below the title first.")
    return text
