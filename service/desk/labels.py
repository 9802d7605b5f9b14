"""What a customer needs and how they feel, as models predict it and as agents correct it.

A correction stands at the message of which it was predicted, and goes with it. With its text
it is an example to learn from: `service.desk.taught`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Literal, get_args

import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy import Select, and_, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk import audit
from service.desk.routing.lists import TOPICS as NEEDS
from service.errors import InvalidInput, NotFound
from service.messaging.access import conversation_access
from service.messaging.erasure import ERASED
from service.messaging.sides import CONTACT
from service.models import Enrichment
from service.store import Store
from service.store.label_tables import corrected_labels
from service.store.tables import enrichments, findings, messages
from service.store.typed import fetch, fetch_one
from wire.contracts.events import Annotation, SentimentLabel
from wire.contracts.ids import is_id, new_id

Task = Literal["need", "mood"]
"""As rows, files and clients know them: "mood" is the sentiment."""
SENTIMENTS: tuple[str, ...] = get_args(SentimentLabel)


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """One prediction, and what was made of it."""

    message_id: str | None
    """Of which it was predicted; null: the customer has written nothing."""
    predicted: str | None
    """Null: the model is unsure, or has not looked."""
    corrected: str | None
    by: str | None
    """Account."""
    at: datetime | None


class Labels(msgspec.Struct, frozen=True, kw_only=True):
    """Of the customer's last message that says something."""

    conversation_id: str
    need: Judged
    sentiment: Judged = msgspec.field(name="mood")


class LabelsWanted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be put over a prediction; null takes it back, what is left out stays."""

    need: str | UnsetType | None = UNSET
    sentiment: str | UnsetType | None = msgspec.field(default=UNSET, name="mood")
    message_id: str | UnsetType = UNSET
    """Of which it is said, as it was shown; left out: of the last. The customer may have gone on writing."""


class _Predicted(msgspec.Struct, frozen=True, kw_only=True):
    message_id: str
    need: str | None
    need_model: str | None
    sentiment: str | None
    sentiment_model: str | None

    def of(self, task: Task) -> tuple[str | None, str | None]:
        """What was predicted, and by which model."""
        if task == "need":
            return self.need, self.need_model
        return self.sentiment, self.sentiment_model


class _Row(msgspec.Struct, frozen=True, kw_only=True):
    task: Task
    label: str
    by_id: str
    at: datetime


class _Said(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    body: str


async def labels(store: Store, me_id: str, conversation_id: str) -> Labels:
    """Of a conversation of my organisation. NotFound, NotYours, RoleLacks."""
    async with store.reading() as connection:
        access = await conversation_access(connection, me_id, conversation_id)
        if not access.for_organisation:
            raise NotFound("This conversation is at no desk of yours.")
        return await _labels(connection, conversation_id)


async def correct_labels(store: Store, me_id: str, conversation_id: str, wanted: LabelsWanted) -> Labels:
    """Put something over a prediction, or take it back. The same again changes nothing.

    Raises:
        InvalidInput: there is no such label, or nothing to correct; `details["field"]`.
        NotFound, NotYours, RoleLacks.
    """
    both: dict[Task, str | UnsetType | None] = {"need": wanted.need, "mood": wanted.sentiment}
    given = {task: label for task, label in both.items() if label is not UNSET}
    for task, label in given.items():
        known = NEEDS if task == "need" else SENTIMENTS
        if label is not None and label not in known:
            raise InvalidInput(f"One of {', '.join(known)}.", field=task)
    async with store.writing() as connection:
        access = await conversation_access(connection, me_id, conversation_id, lock=True)
        if not access.for_organisation:
            raise NotFound("This conversation is at no desk of yours.")
        shown = None if wanted.message_id is UNSET else wanted.message_id
        found = await _predicted(connection, conversation_id, shown)
        where = access.organisation_id or ""
        for task, label in given.items():
            if found is None:
                raise InvalidInput("The customer has written nothing that could be judged.", field=task)
            await _put(connection, where, me_id, found, task, label if isinstance(label, str) else None)
        if given:
            await audit.note(connection, where, me_id, "labels_corrected", conversation_id=conversation_id)
        return await _labels(connection, conversation_id)


async def _labels(connection: AsyncConnection, conversation_id: str) -> Labels:
    found = await _predicted(connection, conversation_id)
    if found is None:
        none = Judged(message_id=None, predicted=None, corrected=None, by=None, at=None)
        return Labels(conversation_id=conversation_id, need=none, sentiment=none)
    query = select(corrected_labels).where(corrected_labels.c.message_id == found.message_id)
    by_task = {one.task: one for one in await fetch(connection, _Row, query)}
    return Labels(
        conversation_id=conversation_id,
        need=_judged(found.message_id, found.need, by_task.get("need")),
        sentiment=_judged(found.message_id, found.sentiment, by_task.get("mood")),
    )


def _judged(message_id: str, predicted: str | None, row: _Row | None) -> Judged:
    return Judged(
        message_id=message_id,
        predicted=predicted,
        corrected=None if row is None else row.label,
        by=None if row is None else row.by_id,
        at=None if row is None else row.at,
    )


async def _predicted(
    connection: AsyncConnection, conversation_id: str, message_id: str | None = None
) -> _Predicted | None:
    """Of the last message of the contact that has a text, or of this one; None: there is none."""
    query = _last_of_contact(conversation_id)
    if message_id is not None:
        query = query.where(messages.c.id == message_id)
    known = message_id is None or is_id(message_id)
    said = await fetch_one(connection, _Said, query) if known else None
    if said is None:
        return None
    felt = msgspec.json.decode(said.body, type=Enrichment).sentiment
    query = select(findings.c.body).where(findings.c.message_id == said.id, findings.c.task == "topic")
    bodies = [str(one) for one in (await connection.execute(query)).scalars()]
    topics = [msgspec.json.decode(one, type=Annotation) for one in bodies]
    topic = next((one for one in topics if one.label is not None), topics[0] if topics else None)
    return _Predicted(
        message_id=said.id,
        need=None if topic is None else topic.label,
        need_model=None if topic is None else topic.model,
        sentiment=None if felt is None else felt.label,
        sentiment_model=None if felt is None else felt.model,
    )


def _last_of_contact(conversation_id: str) -> Select[Any]:
    return (
        select(messages.c.id, enrichments.c.body)
        .join(enrichments, enrichments.c.message_id == messages.c.id)
        .where(
            and_(messages.c.conversation_id == conversation_id, messages.c.side == CONTACT),
            ~messages.c.withheld,
            messages.c.text != ERASED,
            messages.c.text != "",
        )
        .order_by(messages.c.seq.desc())
        .limit(1)
    )


async def _put(
    connection: AsyncConnection,
    organisation_id: str,
    me_id: str,
    found: _Predicted,
    task: Task,
    label: str | None,
) -> None:
    here = (corrected_labels.c.message_id == found.message_id, corrected_labels.c.task == task)
    if label is None:
        await connection.execute(delete(corrected_labels).where(*here))
        return
    row: dict[str, Any] = {"label": label, "by_id": me_id, "at": datetime.now(UTC)}
    row["predicted"], row["model"] = found.of(task)
    key = {"id": new_id(), "message_id": found.message_id, "task": task, "organisation_id": organisation_id}
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    written = dialect.insert(corrected_labels).values(key | row)
    other = corrected_labels.c.label != label
    await connection.execute(
        written.on_conflict_do_update(index_elements=["message_id", "task"], set_=row, where=other)
    )
