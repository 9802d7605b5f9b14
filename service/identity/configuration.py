"""Settings of an organisation, by its owners."""

from __future__ import annotations

from datetime import datetime

import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy import update

from service.desk import audit
from service.errors import InvalidInput
from service.identity import demands, policy
from service.identity.models import Organisation
from service.identity.organisations import seen_by
from service.store import Store
from service.store.tables import organisations
from wire.contracts.events import Address

MOST = {"retention_days": 36_500, "file_mb": 100_000, "files_mb": 1_000_000_000, "files_count": 1_000_000_000}
"""Of each setting."""


class Configuration(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an owner sets; what is left out stays, null is as the installation has it.

    It can be stricter than the installation, not more generous: the lesser one counts.
    """

    retention_days: int | UnsetType | None = UNSET
    """Days that texts of its conversations are kept."""
    file_mb: int | UnsetType | None = UNSET
    """Megabytes that one file may have."""
    files_mb: int | UnsetType | None = UNSET
    """Megabytes of all its files."""
    files_count: int | UnsetType | None = UNSET
    """Files that it keeps."""
    second_factor_from: datetime | UnsetType | None = UNSET
    """From when members without a second factor are kept out; null: never."""
    provider_from: datetime | UnsetType | None = UNSET
    """From when members who have not come by the identity provider are kept out; null: never."""
    address: Address | UnsetType | None = UNSET
    """How its agents and contacts speak to each other, where a conversation has not said; null: formally."""
    keeps_text: bool | UnsetType = UNSET
    """Analytics may show what its customers wrote, as examples, to who sees its figures."""


async def configure(store: Store, me_id: str, organisation_id: str, asked: Configuration) -> Organisation:
    """Change settings of an organisation.

    Raises:
        InvalidInput: out of range; `details["field"]`.
        SecondFactorMissing, ProviderSignInMissing: I have not myself what I ask of others.
        NotFound, NotYours, RoleLacks.
    """
    values = {name: one for name, one in msgspec.structs.asdict(asked).items() if one is not UNSET}
    for name in MOST.keys() & values.keys():
        if values[name] is not None and not 1 <= values[name] <= MOST[name]:
            raise InvalidInput(f"The field {name!r} is from 1 to {MOST[name]}.", field=name)
    changed = update(organisations).where(organisations.c.id == organisation_id)
    async with store.writing() as connection:
        role = await policy.must(connection, me_id, organisation_id, "configure", lock=True)
        if "second_factor_from" in values:
            values["second_factor_from"] = await demands.may_ask_factor(
                connection, me_id, values["second_factor_from"]
            )
        if "provider_from" in values:
            values["provider_from"] = await demands.may_ask_provider(
                connection, me_id, values["provider_from"], store.issuer
            )
        if values:
            await connection.execute(changed.values(values))
            await audit.note(connection, organisation_id, me_id, "settings_changed")
        return await seen_by(connection, organisation_id, role)
