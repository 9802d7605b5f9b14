"""Interactive requests: what the other side would read. Nothing is written; the request is for the broker."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from service.enrichment.context import language_context
from service.errors import InvalidInput
from service.knowledge.scopes import reading, writing
from service.messaging import rules
from service.messaging.access import conversation_access, message_of
from service.messaging.rules import ConversationAccess
from service.messaging.views import enrichment_of
from service.store import Store
from service.text import validation
from wire.contracts.events import PreviewAsked
from wire.contracts.settings import Settings

LONGEST = 1000
"""Characters of a text that is previewed: at every pause all of it is translated anew."""

WAITED_FOR = timedelta(seconds=10)
"""After this nobody waits for an answer any more."""


async def ask_preview(
    store: Store, settings: Settings, me_id: str, conversation_id: str, *, ref: str, text: str
) -> PreviewAsked:
    """Ask what the other side of a conversation would read of a text that is being written.

    Raises:
        TextEmpty, TextTooLong, InvalidInput, NotFound, NotYours, Unavailable.
    """
    ref, text = validation.client_id(ref), validation.message_text(text, min(LONGEST, settings.max_text))
    async with store.reading() as connection:
        access = await conversation_access(connection, me_id, conversation_id)
        audience = rules.audience(access)
        context = await language_context(connection, writing(access), text, audience.theirs)
    asked = _asked(ref, access, text, audience.mine, audience.theirs)
    return replace(asked, terms=context.terms, memory=context.memory)


async def ask_read_back(store: Store, me_id: str, message_id: str, *, ref: str) -> PreviewAsked:
    """Ask what the translation that the reader of a message sees means in the language it was written in.

    Raises:
        NotFound, NotYours, Unavailable.
        InvalidInput: the message has no translation for its reader.
    """
    ref = validation.client_id(ref)
    async with store.reading() as connection:
        row, access = await message_of(connection, me_id, message_id)
        audience = rules.audience(access)
        mine = row.side == access.side
        within = writing(access) if mine else reading(access)
        target = audience.theirs if mine else audience.mine
        context = await language_context(connection, within, row.text, target)
    enrichment = enrichment_of(row.body)
    given = enrichment.translations.get(target)
    if given is None or given.status != "done":
        raise InvalidInput("This message has no translation to read back.", field="message_id")
    asked = _asked(ref, access, row.text, enrichment.language or row.language, target)
    return replace(asked, given=given, terms=context.terms, writer=None)


def _asked(ref: str, access: ConversationAccess, text: str, language: str, target: str) -> PreviewAsked:
    now = datetime.now(UTC)
    return PreviewAsked(
        request_id=ref,
        person_id=access.me_id,
        conversation_id=access.id,
        text=text,
        language=language,
        target=target,
        organisation_id=access.organisation_id,
        address=rules.address_in(access.state, access.side),
        writer=access.state.gender_of(access.me_id),
        asked_at=now,
        expires_at=now + WAITED_FOR,
    )
