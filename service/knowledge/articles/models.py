"""What the service shows of articles, as frozen structs of docs/protocol.md, no behaviour."""

from __future__ import annotations

from datetime import datetime

import msgspec
from msgspec import UNSET, UnsetType


class ArticleItem(msgspec.Struct, frozen=True, kw_only=True):
    """An article in a list."""

    id: str
    title: str
    language: str
    always_human: bool
    """Who asks about this is handed to a person."""
    characters: int
    created_at: datetime
    updated_at: datetime


class Article(ArticleItem, frozen=True, kw_only=True):
    """The whole of it."""

    text: str
    """Markdown or plain, as it was written."""


class Writing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new article."""

    title: str
    language: str
    text: str
    always_human: bool = False


class Changing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What of an article is to be otherwise; what is left out stays."""

    title: str | UnsetType = UNSET
    language: str | UnsetType = UNSET
    text: str | UnsetType = UNSET
    always_human: bool | UnsetType = UNSET


class ArticleFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file as it lies on somebody's disk. `content`: its bytes, base64 in JSON."""

    name: str
    content: bytes


class RefusedFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was not taken, and the code of why."""

    name: str
    code: str


class BroughtArticles(msgspec.Struct, frozen=True, kw_only=True):
    """What came of files: how many are new, how many replace one of their title, and which were refused."""

    added: int
    replaced: int
    refused: tuple[RefusedFile, ...] = ()


class BotSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Whether visitors are answered by the bot first, and from how many articles."""

    enabled: bool
    articles: int
