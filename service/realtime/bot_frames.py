"""Frames of programs in the seat of a bot, on `/api/bot/live`."""

from __future__ import annotations

import msgspec

from service.desk.bot.shapes import Reply, Turn


class Answer(Reply, frozen=True, kw_only=True, tag="answer", forbid_unknown_fields=True):
    """What the program says to a turn; `done` follows, or an error."""

    ref: str
    message_id: str


class SeatTaken(msgspec.Struct, frozen=True, kw_only=True, tag="seated"):
    """Answer to a bot's `hello`: who it is here; as many turns as are `open` follow."""

    bot_id: str
    organisation_id: str
    name: str
    language: str
    open: int


class TurnAsked(Turn, frozen=True, kw_only=True, tag="turn"):
    """To a bot: a customer wrote, and waits."""


class AnswerTaken(msgspec.Struct, frozen=True, kw_only=True, tag="done"):
    """To a bot: what it said is committed, or was before."""

    ref: str
    message_id: str


ToBot = SeatTaken | TurnAsked | AnswerTaken
"""Besides `error` and `pong`. From a bot come `hello`, `answer` and `ping`."""


def asked(turn: Turn) -> TurnAsked:
    """A turn as a frame."""
    return TurnAsked(**{name: getattr(turn, name) for name in Turn.__struct_fields__})
