"""What the service shows of webhooks, as frozen structs of docs/protocol.md, no behaviour."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

DeliveryState = Literal["waiting", "delivered", "dead"]


class Webhook(msgspec.Struct, frozen=True, kw_only=True):
    """A server that is told of what happens in an organisation."""

    id: str
    url: str
    events: tuple[str, ...]
    """Kinds of activity; "*": all."""
    enabled: bool
    created_at: datetime
    failing_since: datetime | None
    """Null: it took the last one, or got none yet."""
    last_status: int | None
    """That it answered; null: it has not."""
    waiting: int
    """That are on their way."""
    dead: int
    """That were given up."""


class WebhookMade(Webhook, frozen=True, kw_only=True):
    """One that is new, or has a new secret. It is shown this once."""

    secret: str


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """What a server is told of one event."""

    id: str
    event: str
    state: DeliveryState
    attempts: int
    created_at: datetime
    due_at: datetime | None
    """When it is tried again; null: it is not."""
    last_status: int | None
    last_error: str | None


class DeliveryPage(msgspec.Struct, frozen=True, kw_only=True):
    """Deliveries, newest first, and where the next page begins; null: that is all."""

    items: tuple[Delivery, ...]
    next: str | None
