"""Places in lists of conversations: where a page ended, and the next one begins."""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime

import msgspec

from service.errors import InvalidInput
from wire.contracts.ids import is_id


class Place(msgspec.Struct, frozen=True, array_like=True):
    """By what a list is in order, and the conversation there: no two have the same place.

    As text it is the cursor that a page gives with it; nobody need read it.
    """

    at: datetime
    conversation_id: str


def written(place: Place) -> str:
    """As text that stands in a URL as it is."""
    return urlsafe_b64encode(msgspec.json.encode(place)).decode()


def read(cursor: str) -> Place:
    """What `written` wrote. InvalidInput: it is none of ours, or no database could look for what it says."""
    try:
        found = msgspec.json.decode(urlsafe_b64decode(cursor), type=Place)
        in_utc = found.at.astimezone(UTC)
    except (msgspec.MsgspecError, binascii.Error, ValueError, OverflowError) as error:
        raise InvalidInput("This is no cursor of a page.", field="cursor") from error
    if found.at.tzinfo is None or not is_id(found.conversation_id):
        raise InvalidInput("This is no cursor of a page.", field="cursor")
    return Place(in_utc, found.conversation_id)
