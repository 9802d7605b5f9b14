"""What the store has to the structs that people see."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from service.identity.account import Account
from service.messaging.marks import pin_for, reactions_for
from service.messaging.stored import StoredMessage
from service.models import Enrichment, Me, Message, Person
from wire.contracts.contents import content_of
from wire.contracts.events import ALT, LINK, Annotation

_decode = msgspec.json.Decoder(Enrichment).decode
_decode_annotations = msgspec.json.Decoder(tuple[Annotation, ...]).decode


def enrichment_of(body: str | None) -> Enrichment:
    """What is stored of an enrichment, without its annotations; nothing stored is pending."""
    return _decode(body) if body else Enrichment()


def annotated(enrichment: Enrichment, stored: str | None) -> Enrichment:
    """The same with what is stored of annotations: `StoredMessage.annotations`."""
    if not stored:
        return enrichment
    return msgspec.structs.replace(enrichment, annotations=in_order(_decode_annotations(f"[{stored}]")))


def in_order(found: Iterable[Annotation]) -> tuple[Annotation, ...]:
    """Annotations of one message as everybody sees them: oldest first."""
    return tuple(sorted(found, key=lambda one: (one.made_at.timestamp() if one.made_at else 0.0, one.key)))


def body_of(enrichment: Enrichment) -> str:
    """An enrichment as it is stored; its annotations have rows of their own."""
    return msgspec.json.encode(msgspec.structs.replace(enrichment, annotations=())).decode()


def without_suggestions(enrichment: Enrichment) -> Enrichment:
    """For everybody but a reader who wants them."""
    return msgspec.structs.replace(enrichment, suggestions=()) if enrichment.suggestions else enrichment


def message(
    row: StoredMessage,
    viewer_id: str,
    *,
    suggestions: bool,
    enrichment: Enrichment | None = None,
    rev: int | None = None,
) -> Message:
    """One message as one side sees it; `suggestions` says whether that side wants suggested replies.

    `enrichment` and `rev` are given where they are newer than the row.
    """
    whole = enrichment_of(row.body) if enrichment is None else enrichment
    whole = whole if whole.annotations else annotated(whole, row.annotations)
    return Message(
        id=row.id,
        conversation_id=row.conversation_id,
        seq=row.seq,
        rev=row.rev if rev is None else rev,
        author_id=row.author_id,
        author_kind=row.author_kind,
        side=row.side,
        client_id=row.client_id,
        text=row.text,
        language=row.language,
        posted_at=row.posted_at,
        content=content_of(row.kind, row.content),
        edited_at=row.edited_at,
        reactions=reactions_for(row.reactions, viewer_id) if row.reactions else (),
        pinned=pin_for(row.pinned, viewer_id) if row.pinned else None,
        enrichment=whole if suggestions and row.author_id != viewer_id else without_suggestions(whole),
    )


def for_visitor(shown: Message) -> Message:
    """The same for a contact: what the business finds out about texts and moods is not for its customers."""
    known = shown.enrichment
    bare = Enrichment(
        status=known.status,
        language=known.language,
        translations=known.translations,
        problem=known.problem,
        annotations=tuple(one for one in known.annotations if one.task in (ALT, LINK)),
    )
    return msgspec.structs.replace(shown, enrichment=bare)


def person(row: Account, last_seen_at: datetime | None = None) -> Person:
    """Somebody, as others see them; when they were last here only whom they talk with may know."""
    if row.deleted_at is not None:
        return Person(id=row.id, handle="", name="", language=row.language, deleted=True)
    return Person(
        id=row.id,
        handle=row.handle,
        name=row.name,
        language=row.language,
        last_seen_at=last_seen_at,
    )


def me(row: Account) -> Me:
    """Somebody, as they see themselves."""
    return Me(
        id=row.id,
        handle=row.handle,
        name=row.name,
        language=row.language,
        last_seen_at=row.last_seen_at,
        theme=row.theme,
        gender=row.gender,
    )
