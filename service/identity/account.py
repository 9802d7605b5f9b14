"""An account as the store has it; what others see of it is `service.models.Person`."""

from __future__ import annotations

from datetime import datetime

import msgspec

from service.models import Theme
from wire.contracts.events import Gender

NO_HASH = "!"
"""In the place of a hash: of who has only ever come by an identity provider. No password fits it."""


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """Columns of `accounts`. Its hash is in no log: the struct does not show it."""

    id: str
    handle: str
    name: str
    language: str
    theme: Theme
    password_hash: str
    last_seen_at: datetime | None
    demo: bool
    deleted_at: datetime | None
    gender: Gender | None = None

    def __repr__(self) -> str:
        return f"Account({self.id})"
