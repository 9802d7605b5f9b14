"""Correcting a translation by hand, and undoing that. What was corrected is remembered for equal segments."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.enrichment import changes
from service.enrichment.announce import announce
from service.enrichment.apply import applied, both_sides
from service.enrichment.enrich_request import PERSON_ENGINE, queue_again
from service.errors import ClientIdReused, NotFound, NothingToCorrect
from service.knowledge.scopes import CONVERSATION
from service.knowledge.segments import Segment, segments_of
from service.messaging import activity, rules, views
from service.messaging.access import message_of, must_be_settled
from service.messaging.results import Applied
from service.messaging.rules import ConversationAccess
from service.messaging.stored import StoredMessage
from service.models import CorrectedBy, Enrichment
from service.store import Store
from service.store.tables import corrections
from service.text import validation
from wire.broker.streams import MESSAGES
from wire.contracts.events import Sentiment, Translation
from wire.contracts.ids import new_id
from wire.contracts.languages import with_script
from wire.contracts.settings import Settings

CORRECTIONS_KEPT = 10
"""Corrections of one translation whose client ids are remembered."""


async def correct_translation(
    store: Store, settings: Settings, me_id: str, message_id: str, *, text: str, client_id: str
) -> Applied:
    """Put my text in the place of the translation that the reader of a message sees; the newest wins.

    It holds at once for the same segments in this conversation, and in all others of mine. The same
    `client_id` with the same text changes nothing; nor does the text that is there already.

    Raises:
        TextEmpty, TextTooLong, InvalidInput, NotFound, NotYours, AcceptFirst, Blocked, Unavailable.
        NothingToCorrect: there is no translation for its reader.
        ClientIdReused: this client_id belongs to a correction with another text.
    """
    text, client_id = (
        validation.message_text(validation.without_margins(text), settings.max_text),
        validation.client_id(client_id),
    )
    now = datetime.now(UTC)
    async with store.writing() as connection:
        row, access = await message_of(connection, me_id, message_id, lock=True)
        must_be_settled(access)
        language = _language(access, row)
        known = views.enrichment_of(row.body)
        before = _done(known, language)
        if await _seen(connection, me_id, message_id, client_id, text) or before.text == text:
            return await _as_seen(connection, row.id, known, None)
        was = await _engines_own(connection, message_id, language) or before
        await _remember(connection, _Correction(row, access, known, language, text, client_id, was, now))
        corrected = msgspec.structs.replace(known, sentiment=_of_original(known.sentiment))
        after = _with(corrected, language, _by_hand(before, text), CorrectedBy(by=me_id, at=now))
        rev = await _write(connection, access, row, after)
        await activity.of(connection, settings.partitions, access, "translation_corrected", row.id, now)
        return await _as_seen(connection, row.id, after, rev)


async def undo_correction(store: Store, settings: Settings, me_id: str, message_id: str) -> Applied:
    """The engine's translation again, and nothing remembered of the corrections. It is also asked for anew.

    Either side may; where nothing is corrected, nothing happens.

    Raises:
        NotFound, NotYours, AcceptFirst, Blocked, PersonGone, Unavailable.
    """
    async with store.writing() as connection:
        row, access = await message_of(connection, me_id, message_id, lock=True)
        must_be_settled(access)
        rules.audience(access)
        known = views.enrichment_of(row.body)
        if not known.corrected:
            return await _as_seen(connection, row.id, known, None)
        after = msgspec.structs.replace(known, status="pending", problem=None)
        for language in known.corrected:
            after = _with(after, language, await _engines_own(connection, message_id, language), None)
        await connection.execute(delete(corrections).where(corrections.c.message_id == row.id))
        rev = await _write(connection, access, row, after)
        await queue_again(
            connection,
            settings.partitions,
            [row.id],
            datetime.now(UTC),
            attempts=0,
            account=me_id,
            name=MESSAGES,
        )
        return await _as_seen(connection, row.id, after, rev)


class _Correction(msgspec.Struct, frozen=True):
    """One correction, before it is stored."""

    row: StoredMessage
    access: ConversationAccess
    known: Enrichment
    language: str
    text: str
    client_id: str
    was: Translation
    now: datetime

    def rows(self) -> list[dict[str, Any]]:
        """The whole text, and those of its sentences that were changed."""
        whole = Segment(self.row.text, self.text)
        return [
            {
                "id": new_id(),
                "scope": CONVERSATION,
                "scope_id": self.access.id,
                "by_id": self.access.me_id,
                "conversation_id": self.access.id,
                "message_id": self.row.id,
                "client_id": self.client_id,
                "part": part,
                "key": one.key,
                "source": one.source,
                "target": one.target,
                "source_language": with_script(self.known.language or self.row.language),
                "target_language": with_script(self.language),
                "was": None if part else msgspec.json.encode(self.was).decode(),
                "current": True,
                "created_at": self.now,
            }
            for part, one in enumerate([whole, *segments_of(whole, self.was.text)])
        ]


def _language(access: ConversationAccess, row: StoredMessage) -> str:
    """The language in which the reader of a message reads."""
    audience = rules.audience(access)
    return audience.theirs if row.side == access.side else audience.mine


def _done(known: Enrichment, language: str) -> Translation:
    found = known.translations.get(language)
    if found is None or found.status != "done":
        raise NothingToCorrect("This message has no translation that could be corrected.")
    return found


async def _seen(connection: AsyncConnection, me_id: str, message_id: str, client_id: str, text: str) -> bool:
    query = select(corrections.c.target).where(
        corrections.c.message_id == message_id,
        corrections.c.by_id == me_id,
        corrections.c.client_id == client_id,
        corrections.c.part == 0,
    )
    found = await connection.scalar(query)
    if found is not None and found != text:
        raise ClientIdReused("This client_id belongs to a correction with another text.")
    return found is not None


async def _engines_own(connection: AsyncConnection, message_id: str, language: str) -> Translation | None:
    """What an engine had made, before the first correction."""
    query = (
        select(corrections.c.was)
        .where(
            corrections.c.message_id == message_id,
            corrections.c.target_language == with_script(language),
            corrections.c.part == 0,
        )
        .order_by(corrections.c.id)
        .limit(1)
    )
    found = await connection.scalar(query)
    return msgspec.json.decode(found, type=Translation) if found else None


async def _remember(connection: AsyncConnection, correction: _Correction) -> None:
    """Store a correction in front of earlier ones, of which only the last few are kept."""
    earlier = (
        corrections.c.message_id == correction.row.id,
        corrections.c.target_language == with_script(correction.language),
    )
    await connection.execute(update(corrections).where(*earlier).values(current=False))
    await connection.execute(insert(corrections), correction.rows())
    kept = (
        select(corrections.c.client_id)
        .where(*earlier, corrections.c.part == 0)
        .order_by(corrections.c.id.desc())
        .limit(CORRECTIONS_KEPT)
    )
    newest = set((await connection.execute(kept)).scalars())
    if len(newest) == CORRECTIONS_KEPT:
        await connection.execute(delete(corrections).where(*earlier, corrections.c.client_id.not_in(newest)))


def _of_original(sentiment: Sentiment | None) -> Sentiment | None:
    """What was said of the sentiment of a translation goes with that translation."""
    return msgspec.structs.replace(sentiment, translated=None, disagrees=False) if sentiment else None


def _by_hand(before: Translation, text: str) -> Translation:
    return Translation(status="done", text=text, engine=PERSON_ENGINE, route=before.route, confidence=1.0)


def _with(
    known: Enrichment, language: str, translation: Translation | None, corrected: CorrectedBy | None
) -> Enrichment:
    """With a translation, and who corrected it; either may be none."""
    translations = {one: it for one, it in known.translations.items() if one != language}
    marks = {one: it for one, it in known.corrected.items() if one != language}
    return msgspec.structs.replace(
        known,
        translations=translations | ({language: translation} if translation else {}),
        corrected=marks | ({language: corrected} if corrected else {}),
    )


async def _write(
    connection: AsyncConnection, access: ConversationAccess, row: StoredMessage, after: Enrichment
) -> int:
    change = changes.Change(message_id=row.id, conversation_id=access.id, enrichment=after, at=row.updated_at)
    return (await changes.write(connection, [change], {access.id: access.rev}))[row.id]


async def _as_seen(
    connection: AsyncConnection, message_id: str, enrichment: Enrichment, rev: int | None
) -> Applied:
    found = await both_sides(connection, [message_id])
    if not found:
        raise NotFound("Nothing is left of this message.")
    done = applied(found[0], enrichment, rev)
    await announce(connection, [done])
    return done
