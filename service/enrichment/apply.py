"""Applying what workers found: each enrichment is merged with what is known, however often it comes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.enrichment import changes, sentiment
from service.enrichment.announce import announce
from service.enrichment.enrich_request import REPLY_ENGINE
from service.enrichment.merge import made_at, merge
from service.knowledge.own_answers import Said, learn
from service.messaging import views
from service.messaging.erasure import MAY_SAY
from service.messaging.relation import Stance, relation
from service.messaging.results import Applied
from service.messaging.sides import RELATION, mine, theirs, with_sides
from service.messaging.stored import StoredMessage, message_rows
from service.models import Enrichment
from service.store import Store
from service.store.tables import messages
from service.store.typed import fetch
from wire.contracts.events import Enriched
from wire.contracts.ids import is_id
from wire.contracts.sentiment_trend import SentimentTrend


class BothSides(StoredMessage, frozen=True, kw_only=True):
    """A message, how its author's side stands to its reader's, and what of either decides what is shown."""

    my_stance: Stance
    their_stance: Stance
    my_blocked_at: datetime | None
    their_blocked_at: datetime | None
    reader_id: str
    wanted: bool
    """The reader wants suggestions."""
    sentiment_trend: str
    """The author's, as kept."""


async def apply_enriched(store: Store, enriched: Enriched) -> Applied | None:
    """Merge what a worker found. None where the message is gone (demo cleared), or nothing changed."""
    applied = await apply_batch(store, [enriched])
    return applied[0] if applied and applied[0].changed else None


async def apply_batch(store: Store, batch: Sequence[Enriched]) -> list[Applied]:
    """Merge many in one transaction, in the order of `seq` within a conversation.

    Gives one `Applied` for each message that is there; those that did not change say so.
    """
    return await store.transact(lambda connection: _apply(connection, batch, store.partitions), relaxed=True)


async def _apply(connection: AsyncConnection, batch: Sequence[Enriched], partitions: int) -> list[Applied]:
    ids = {one.message_id for one in batch if is_id(one.message_id)}
    revs = await changes.lock(connection, await conversations_of(connection, ids))
    rows = {row.id: row for row in await both_sides(connection, ids)}
    merged = {key: _merged(row, batch) for key, row in rows.items()}
    changed = [one for key, one in merged.items() if one.enrichment != _known(rows[key])]
    given = await changes.write(connection, changed, revs)
    await learn(connection, [_said(rows[one.message_id], one) for one in changed if _is_first(rows, one)])
    felt = await sentiment.refresh(connection, _sides(rows, changed), partitions)
    done = [
        applied(row, merged[key].enrichment, given.get(key), felt.get((row.conversation_id, row.side)))
        for key, row in rows.items()
    ]
    await announce(connection, done)
    return done


def applied(
    row: BothSides, enrichment: Enrichment, rev: int | None, felt: SentimentTrend | None = None
) -> Applied:
    """Both sides' views of a message; `rev` is None where nothing is new.

    `felt`: the author's, where it has changed with this.
    """
    stands = relation(row)
    written, read = (
        views.message(row, viewer, suggestions=row.wanted, enrichment=enrichment, rev=rev)
        for viewer in (row.author_id, row.reader_id)
    )
    return Applied(
        conversation_id=row.conversation_id,
        rev=written.rev,
        author_id=row.author_id,
        author_view=written,
        reader_id=row.reader_id,
        reader_view=read,
        organisation_id=row.organisation_id,
        changed=rev is not None,
        author_told=stands.reaches_me,
        reader_told=stands.reaches_them and not row.withheld,
        sentiment=felt if rev is not None else sentiment.trend_of(row.sentiment_trend),
    )


def _sides(rows: Mapping[str, BothSides], changed: Sequence[changes.Change]) -> set[sentiment.Side]:
    return {(one.conversation_id, rows[one.message_id].side) for one in changed}


def _known(row: BothSides) -> Enrichment:
    return views.annotated(views.enrichment_of(row.body), row.annotations)


def _merged(row: BothSides, batch: Sequence[Enriched]) -> changes.Change:
    enrichment, at = _known(row), row.updated_at
    for one in (one for one in batch if one.message_id == row.id and _of_today(row, one)):
        enrichment, at = merge(enrichment, at, one), made_at(at, one)
    return changes.Change(
        message_id=row.id, conversation_id=row.conversation_id, enrichment=enrichment, at=at
    )


def _of_today(row: BothSides, found: Enriched) -> bool:
    """Whether it is about the text that the message has: not one from before it was edited."""
    return row.edited_at is None or found.queued_at >= row.edited_at


def _is_first(rows: Mapping[str, BothSides], change: changes.Change) -> bool:
    row = rows[change.message_id]
    return bool(row.text) and row.status == "pending" and change.enrichment.status == "done"


def _said(row: BothSides, change: changes.Change) -> Said:
    """What was understood of a message, as its author may want to say it again."""
    known = change.enrichment
    return Said(
        message_id=row.id,
        author_id=row.author_id,
        language=known.language or row.language,
        text=row.text,
        chosen=any(one.engine == REPLY_ENGINE for one in known.translations.values()),
        organisation_id=row.organisation_id if row.author_kind == "account" else None,
    )


_IDS = messages.c.id.in_(bindparam("ids", expanding=True))
_WHERE = select(messages.c.conversation_id).where(_IDS).distinct()
_BOTH_SIDES = (
    with_sides(message_rows())
    .add_columns(*RELATION, theirs.c.party_id.label("reader_id"), theirs.c.suggestions.label("wanted"))
    .add_columns(mine.c.sentiment_trend)
    .where(_IDS)
    .order_by(messages.c.conversation_id, messages.c.seq)
)
_NOT_ERASED = _BOTH_SIDES.where(MAY_SAY)
"""Built once: every message that is understood walks through them, and building takes longer than asking."""


async def conversations_of(connection: AsyncConnection, ids: Collection[str]) -> Sequence[str]:
    """Ids of the conversations that these messages are in."""
    return (await connection.execute(_WHERE, {"ids": list(ids)})).scalars().all()


async def both_sides(
    connection: AsyncConnection, ids: Collection[str], *, erased: bool = False
) -> list[BothSides]:
    """Messages that are not erased, or all, in order of `seq`."""
    query = _BOTH_SIDES if erased else _NOT_ERASED
    return await fetch(connection, BothSides, query, ids=list(ids))
