"""The sentiment of each side, kept as its messages are understood, and each turn for the worse told once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import Row, and_, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.messaging import activity
from service.messaging.sides import MEMBER
from service.store import outbox
from service.store.tables import conversations, enrichments, messages, participants
from wire.contracts import sentiment_trend
from wire.contracts.events import Sentiment
from wire.contracts.sentiment_trend import LOOKS_BACK, QUIET, Judged, SentimentTrend

SPAN = 40
"""Messages of a conversation among which those LOOKS_BACK of one side are looked for."""

Side = tuple[str, int]
"""Conversation, and which of its sides."""

_decode = msgspec.json.Decoder(SentimentTrend).decode


class _Found(msgspec.Struct, frozen=True):
    """What is read here of a stored enrichment."""

    sentiment: Sentiment | None = None


_found = msgspec.json.Decoder(_Found).decode


def trend_of(stored: str) -> SentimentTrend:
    """A trend as a row of `participants` keeps it."""
    return _decode(stored) if stored else QUIET


async def refresh(
    connection: AsyncConnection, wanted: Iterable[Side], partitions: int
) -> dict[Side, SentimentTrend]:
    """Read the sentiment of these sides anew from what is stored, and keep it. Gives those that changed.

    A turn for the worse goes to the stream `activity` with the side's person and the message; one at or
    before the last that was told is not told again, whatever order enrichments come in. The caller holds
    their conversations locked.
    """
    wanted = set(wanted)
    if not wanted:
        return {}
    known = await _known(connection, wanted)
    said = await _said(connection, {conversation_id for conversation_id, _ in known})
    found = {side: sentiment_trend.trend(said[side][-LOOKS_BACK:]) for side in known}
    changed = {side: trend for side, trend in found.items() if trend != trend_of(known[side].sentiment_trend)}
    turned = {side: trend for side, trend in changed.items() if (trend.since or 0) > known[side].turned_seq}
    await _keep(connection, changed, turned)
    await _tell(connection, turned, known, partitions)
    return changed


_COLUMNS = ("conversation_id", "side", "party_id", "sentiment_trend", "turned_seq")
_KNOWN = (
    select(*(participants.c[one] for one in _COLUMNS), conversations.c.demo, conversations.c.organisation_id)
    .join(conversations, conversations.c.id == participants.c.conversation_id)
    .where(
        participants.c.conversation_id.in_(bindparam("ids", expanding=True)), participants.c.kind != MEMBER
    )
)
_SAID = (
    select(messages.c.conversation_id, messages.c.side, messages.c.seq, enrichments.c.body)
    .join(
        conversations,
        and_(
            conversations.c.id == messages.c.conversation_id, messages.c.seq > conversations.c.last_seq - SPAN
        ),
    )
    .join(enrichments, enrichments.c.message_id == messages.c.id)
    .where(messages.c.conversation_id.in_(bindparam("ids", expanding=True)), ~messages.c.withheld)
    .order_by(messages.c.conversation_id, messages.c.seq)
)
_THIS = and_(
    participants.c.conversation_id == bindparam("talk"),
    participants.c.side == bindparam("whose"),
    participants.c.kind != MEMBER,
)
_TREND = update(participants).where(_THIS).values(sentiment_trend=bindparam("new"))
_TURNED = update(participants).where(_THIS).values(turned_seq=bindparam("new"))


async def _known(connection: AsyncConnection, wanted: set[Side]) -> dict[Side, Row[Any]]:
    ids = sorted({one for one, _ in wanted})
    rows: Sequence[Any] = (await connection.execute(_KNOWN, {"ids": ids})).all()
    found = {(row.conversation_id, row.side): row for row in rows}
    return {side: row for side, row in found.items() if side in wanted}


async def _said(connection: AsyncConnection, conversation_ids: set[str]) -> Mapping[Side, list[Judged]]:
    """The last messages of each side, oldest first."""
    said: defaultdict[Side, list[Judged]] = defaultdict(list)
    for row in await connection.execute(_SAID, {"ids": sorted(conversation_ids)}):
        judged = Judged(row.seq, sentiment_trend.score(_found(row.body).sentiment) if row.body else None)
        said[row.conversation_id, row.side].append(judged)
    return said


async def _keep(
    connection: AsyncConnection, changed: Mapping[Side, SentimentTrend], turned: Mapping[Side, SentimentTrend]
) -> None:
    written = [
        {
            "talk": side[0],
            "whose": side[1],
            "new": msgspec.json.encode(trend).decode() if trend != QUIET else "",
        }
        for side, trend in changed.items()
    ]
    if written:
        await connection.execute(_TREND, written)
    told = [{"talk": side[0], "whose": side[1], "new": trend.since} for side, trend in turned.items()]
    if told:
        await connection.execute(_TURNED, told)


async def _tell(
    connection: AsyncConnection,
    turned: Mapping[Side, SentimentTrend],
    known: Mapping[Side, Row[Any]],
    partitions: int,
) -> None:
    for side, trend in turned.items():
        conversation_id, _ = side
        where = (messages.c.conversation_id == conversation_id, messages.c.seq == trend.since)
        message_id, posted_at = (
            await connection.execute(select(messages.c.id, messages.c.posted_at).where(*where))
        ).one()
        row = activity.row(
            partitions,
            "mood_turned",
            at=_utc(posted_at),
            person_id=known[side].party_id,
            conversation_id=conversation_id,
            message_id=message_id,
            organisation_id=known[side].organisation_id,
            demo=known[side].demo,
        )
        await outbox.put(connection, [row])


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)
