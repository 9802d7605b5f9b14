"""Columns of the posting path, in the order of the structs that read them and of the rows that write them."""

from __future__ import annotations

from service.desk.states import Handling
from service.messaging.lookup import At
from service.messaging.stored import StoredMessage

_OF_ENRICHMENTS = ("body", "status", "updated_at", "shown_at")
_TIMES = ("edited_at", "posted_at", "queued_at", "updated_at", "shown_at")


def stored_message(at: At, joined: str) -> str:
    """Names and values of `StoredMessage`, of `messages m` and `enrichments e`. `joined`: an aggregate."""
    names = [one for one in StoredMessage.__struct_fields__ if one != "annotations"]
    columns = {one: f"{'e' if one in _OF_ENRICHMENTS else 'm'}.{one}" for one in names}
    values = {one: at(column) if one in _TIMES else column for one, column in columns.items()}
    values["annotations"] = f"(SELECT {joined}(n.body, ',') FROM annotations n WHERE n.message_id = m.id)"
    return ", ".join(f"'{name}', {value}" for name, value in values.items())


MESSAGES = (
    "id", "conversation_id", "seq", "rev", "author_kind", "author_id", "side", "organisation_id", "client_id",
    "text", "kind", "content", "command", "language", "posted_at", "queued_at", "attempts", "withheld",
)  # fmt: skip
ENRICHMENTS = ("message_id", "status", "body", "updated_at")
OUTBOX = ("stream", "body")
DESK_STATES = ("conversation_id", "organisation_id", *Handling.__struct_fields__)
MENTIONS = ("account_id", "message_id", "conversation_id", "organisation_id", "created_at")
SEATS = (
    "conversation_id", "party_id", "kind", "side", "account_id", "delivered_seq", "read_seq", "suggestions",
)  # fmt: skip
