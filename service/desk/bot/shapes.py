"""What a program in the seat of a bot is asked and says, and how one is shown; no behaviour."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

Kind = Literal["webhook", "socket", "model"]
"""How it is asked: by a request to its address, on the socket that it holds open, or as a language model that
words what the built-in bot has found."""

Idle = Literal["built_in_off", "no_model"]
"""Of a model: there is nothing to word, as the built-in bot is switched off, and people answer; or this
installation names no model any more, and the built-in bot quotes."""

LONGEST_SAID, LONGEST_TITLE, MOST_TAGS = 4000, 200, 20
"""Characters of what it says and of the title that it quotes, and tags that it puts on at once."""


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """Where an answer comes from: an article of the organisation, or whatever the program calls it."""

    title: Annotated[str, Meta(max_length=LONGEST_TITLE)] = ""
    article_id: Annotated[str, Meta(max_length=36)] = ""


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """What a program says to a turn. One of `say` and `hand_over` is needed; what else comes is ignored."""

    say: Annotated[str, Meta(max_length=LONGEST_SAID)] | None = None
    language: Annotated[str, Meta(max_length=35)] | None = None
    """Of `say`; null: that of the bot."""
    quote: Quote | None = None
    hand_over: bool = False
    """A person is to go on."""
    tags: Annotated[tuple[Annotated[str, Meta(max_length=40)], ...], Meta(max_length=MOST_TAGS)] = ()
    """Names of tags of the organisation; others are passed over."""


class Asker(msgspec.Struct, frozen=True, kw_only=True):
    """The customer, as far as they have said who they are."""

    id: str
    name: str
    language: str


class TurnLine(msgspec.Struct, frozen=True, kw_only=True):
    """A message of before, or its beginning."""

    author: Literal["contact", "bot", "agent"]
    text: str
    language: str
    translation: str | None
    """In the bot's language; null: it is in that, or there is none."""
    at: datetime


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """What a customer wrote to the bot, and what was said before it, oldest first."""

    bot_id: str
    organisation_id: str
    conversation_id: str
    message_id: str
    """The same however often it is asked."""
    text: str
    language: str
    """Of the text, as far as it is known; else what the customer reads."""
    translation: str | None
    contact: Asker
    before: tuple[TurnLine, ...]


class Bot(msgspec.Struct, frozen=True, kw_only=True):
    """A program in the seat of a bot, as the organisation's owners see it."""

    id: str
    name: str
    kind: Kind
    channel_id: str | None
    """Whose visitors it answers; null: those of all channels that have none of their own."""
    queue_id: str | None
    """Whose conversations it answers, before one for the channel by which they came; null: those of all
    queues, and of none."""
    language: str
    """In which it reads and writes."""
    url: str | None
    enabled: bool
    created_at: datetime
    failing_since: datetime | None
    """Null: the last turn was answered, or there was none."""
    last_failed_at: datetime | None
    last_error: str | None
    """A code, of the last turn that came to nothing."""
    idle: Idle | None = None
    """Why it is asked nothing, though it is switched on; null: it is asked."""


class BotMade(Bot, frozen=True, kw_only=True):
    """One that is new, or has a new secret. Either is shown this once."""

    secret: str | None = None
    """Of a webhook: with which turns are signed."""
    token: str | None = None
    """Of a socket: with which the program signs on."""


class BotWanted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What of a bot is to be otherwise; what is left out stays."""

    name: str | UnsetType = UNSET
    language: str | UnsetType = UNSET
    url: str | UnsetType = UNSET
    channel_id: str | UnsetType | None = UNSET
    queue_id: str | UnsetType | None = UNSET
    enabled: bool | UnsetType = UNSET
    new_secret: bool = False
    """Secret or token of before hold no more."""
