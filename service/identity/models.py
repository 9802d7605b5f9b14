"""What the service shows of organisations, as frozen structs of docs/protocol.md, no behaviour."""

from __future__ import annotations

from datetime import datetime

import msgspec

from service.identity.roles import Role
from wire.contracts.events import Address


class Organisation(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation that I am in. `language`: in which it reads what none of its agents reads otherwise."""

    id: str
    name: str
    language: str
    role: Role
    """Mine."""
    retention_days: int | None = None
    """That texts of its conversations are kept; null: as long as the installation keeps all."""
    file_mb: int | None = None
    """Megabytes of one file, of all its files, and how many: null, as the installation has it."""
    files_mb: int | None = None
    files_count: int | None = None
    second_factor_from: datetime | None = None
    """From when members without a second factor are kept out; null: they are not."""
    provider_from: datetime | None = None
    """From when members who have not come by the identity provider are kept out; null: they are not."""
    address: Address | None = None
    """How its agents and contacts speak to each other; null: formally."""
    keeps_text: bool = False
    """Analytics may show what its customers wrote, as examples, to who sees its figures."""
    suspended_at: datetime | None = None
    """Since when nobody writes, by whoever runs the service; null: it is not suspended."""


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody in an organisation. `online` is told to who answers for it too, and to no one else."""

    account_id: str
    handle: str
    name: str
    language: str
    role: Role
    online: bool = False


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """An invitation into an organisation that nobody has accepted yet."""

    id: str
    role: Role
    expires_at: datetime


class InvitationMade(Invitation, frozen=True, kw_only=True):
    """A new one. The token is shown once; the store keeps its hash."""

    token: str


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody whom an organisation knows. `reference`: what the organisation's own systems call them."""

    id: str
    organisation_id: str
    reference: str | None
    name: str
    language: str
    created_at: datetime
