"""Tags: words of an organisation by which it sorts conversations, and which of them a conversation has."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk import audit
from service.desk.changes import details_changed
from service.desk.details import Tag, Tagged
from service.desk.errors import TagKnown
from service.errors import InvalidInput, NotFound, TooMany
from service.identity import policy
from service.messaging import activity
from service.messaging.access import conversation_access, hold
from service.messaging.lookup import conversation_state
from service.store import Store, outbox
from service.store.ops_tables import conversation_tags, tags
from service.store.typed import fetch, fetch_one
from service.store.unit_of_work import record
from service.text import validation
from service.text.folding import fold
from service.text.visible import is_blank, turns_direction
from wire.contracts.ids import is_id, new_id

MOST, MOST_ON_ONE = 200, 20
"""Tags of one organisation, and of one conversation."""
LONGEST, LONGEST_KEY = 40, 200

COLOUR = "#6b7280"
_COLOUR = re.compile(r"#[0-9a-f]{6}")


class TagWanted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What of a tag is to be otherwise; what is left out stays."""

    name: str | UnsetType = UNSET
    colour: str | UnsetType = UNSET


async def list_tags(store: Store, me_id: str, organisation_id: str) -> list[Tag]:
    """Those of an organisation for which I may write, by name. NotFound, NotYours, RoleLacks."""
    query = select(tags).where(tags.c.organisation_id == organisation_id).order_by(tags.c.name_key)
    async with store.reading() as connection:
        await policy.must(connection, me_id, organisation_id, "converse")
        return await fetch(connection, Tag, query)


async def create_tag(store: Store, me_id: str, organisation_id: str, wanted: TagWanted) -> Tag:
    """A new one.

    Raises:
        InvalidInput: `details["field"]`.
        TagKnown, TooMany, NotFound, NotYours, RoleLacks.
    """
    row: dict[str, Any] = {"id": new_id(), "organisation_id": organisation_id, "colour": COLOUR}
    row |= _values(TagWanted(name="", colour=wanted.colour) if wanted.name is UNSET else wanted)
    row["created_at"] = datetime.now(UTC)
    async with store.writing() as connection:
        await policy.must(connection, me_id, organisation_id, "teach", lock=True)
        here = select(func.count()).where(tags.c.organisation_id == organisation_id)
        if int(await connection.scalar(here) or 0) >= MOST:
            raise TooMany(f"An organisation has at most {MOST} tags.", limit=MOST)
        await _free(connection, organisation_id, row["name_key"], row["id"])
        [made] = await fetch(connection, Tag, insert(tags).values(row).returning(tags))
        await audit.note(connection, organisation_id, me_id, "tag_created", subject_id=made.id)
        return made


async def change_tag(store: Store, me_id: str, organisation_id: str, tag_id: str, wanted: TagWanted) -> Tag:
    """Another name or colour. Raises as `create_tag`; NotFound also where it is another organisation's."""
    values = _values(wanted)
    async with store.writing() as connection:
        await policy.must(connection, me_id, organisation_id, "teach", lock=True)
        found = await _one(connection, organisation_id, tag_id)
        if "name_key" in values:
            await _free(connection, organisation_id, values["name_key"], tag_id)
        if values:
            changed = update(tags).where(tags.c.id == tag_id).values(values).returning(tags)
            [found] = await fetch(connection, Tag, changed)
            await audit.note(connection, organisation_id, me_id, "tag_changed", subject_id=tag_id)
        return found


async def delete_tag(store: Store, me_id: str, organisation_id: str, tag_id: str) -> None:
    """No conversation has it any more. NotFound, NotYours, RoleLacks."""
    async with store.writing() as connection:
        await policy.must(connection, me_id, organisation_id, "teach", lock=True)
        await _one(connection, organisation_id, tag_id)
        await connection.execute(delete(tags).where(tags.c.id == tag_id))
        await audit.note(connection, organisation_id, me_id, "tag_deleted", subject_id=tag_id)


async def set_tags(
    store: Store, me_id: str, conversation_id: str, wanted: Collection[str], *, at: datetime | None = None
) -> Tagged:
    """These are the tags of a conversation from now on; again changes nothing. `at`: when, by a demo.

    Raises:
        InvalidInput: one is no tag of its organisation.
        TooMany, NotFound, NotYours, RoleLacks.
    """
    after = tuple(sorted(set(wanted)))
    if len(after) > MOST_ON_ONE:
        raise TooMany(f"A conversation has at most {MOST_ON_ONE} tags.", limit=MOST_ON_ONE)
    async with store.writing() as connection:
        access = await conversation_access(connection, me_id, conversation_id, lock=True)
        if not access.for_organisation:
            raise NotFound("This conversation is at no desk of yours.")
        await _known(connection, access.organisation_id or "", after)
        before = (await tags_of(connection, [conversation_id])).get(conversation_id, ())
        if before != after:
            await _write(connection, conversation_id, after)
            record(connection, details_changed(access.state, tags=after))
            now = at or datetime.now(UTC)
            await activity.of(connection, store.partitions, access, "conversation_tagged", None, now)
            where = access.organisation_id or ""
            await audit.note(connection, where, me_id, "conversation_tagged", conversation_id=conversation_id)
    return Tagged(conversation_id=conversation_id, tags=after)


async def add_named(
    store: Store, organisation_id: str, conversation_id: str, wanted: Collection[str]
) -> tuple[str, ...]:
    """Tags of these names, as a bot puts them on: names that no tag of the organisation has are passed over.
    What the conversation has after it."""
    keys = {fold(" ".join(one.split()))[:LONGEST_KEY] for one in wanted if "\x00" not in one}
    query = select(tags.c.id).where(tags.c.organisation_id == organisation_id, tags.c.name_key.in_(keys))
    async with store.writing() as connection:
        await hold(connection, conversation_id)
        state = await conversation_state(connection, conversation_id)
        found = (await connection.execute(query.with_for_update(key_share=True, read=True))).scalars().all()
        before = (await tags_of(connection, [conversation_id])).get(conversation_id, ())
        after = tuple(sorted({*before, *found}))
        if state is None or after == before or len(after) > MOST_ON_ONE:
            return before
        await _write(connection, conversation_id, after)
        record(connection, details_changed(state, tags=after))
        told = activity.row(
            store.partitions, "conversation_tagged", at=datetime.now(UTC), conversation_id=conversation_id,
            organisation_id=organisation_id, demo=state.demo,
        )  # fmt: skip
        await outbox.put(connection, [told])
        return after


async def tags_of(
    connection: AsyncConnection, conversation_ids: Collection[str]
) -> Mapping[str, tuple[str, ...]]:
    """Ids of tags, in order, by conversation; a conversation without any is left out."""
    query = select(conversation_tags).where(conversation_tags.c.conversation_id.in_(conversation_ids))
    found: dict[str, tuple[str, ...]] = {}
    for row in await connection.execute(query.order_by(conversation_tags.c.tag_id)):
        found[row.conversation_id] = (*found.get(row.conversation_id, ()), row.tag_id)
    return found


async def _write(connection: AsyncConnection, conversation_id: str, after: Collection[str]) -> None:
    mine = conversation_tags.c.conversation_id == conversation_id
    await connection.execute(delete(conversation_tags).where(mine))
    rows = [{"conversation_id": conversation_id, "tag_id": one} for one in after]
    if rows:
        await connection.execute(insert(conversation_tags), rows)


async def _known(connection: AsyncConnection, organisation_id: str, wanted: Collection[str]) -> None:
    """They stay there until the transaction ends. InvalidInput."""
    if not wanted:
        return
    query = select(tags.c.id).where(tags.c.organisation_id == organisation_id, tags.c.id.in_(wanted))
    held = query.with_for_update(key_share=True, read=True)
    found = (await connection.execute(held)).scalars().all() if all(map(is_id, wanted)) else ()
    if len(found) != len(wanted):
        raise InvalidInput("There is no such tag.", field="tags")


async def _one(connection: AsyncConnection, organisation_id: str, tag_id: str) -> Tag:
    query = select(tags).where(tags.c.id == tag_id, tags.c.organisation_id == organisation_id)
    found = await fetch_one(connection, Tag, query) if is_id(tag_id) else None
    if found is None:
        raise NotFound("There is no such tag.")
    return found


async def _free(connection: AsyncConnection, organisation_id: str, key: str, but: str) -> None:
    """TagKnown. Others who change tags of the organisation wait for this transaction."""
    same = (tags.c.organisation_id == organisation_id, tags.c.name_key == key, tags.c.id != but)
    if await connection.scalar(select(tags.c.id).where(*same)) is not None:
        raise TagKnown("There is a tag of this name.")


def _values(wanted: TagWanted) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if wanted.name is not UNSET:
        values["name"] = _name(wanted.name)
        values["name_key"] = fold(values["name"])[:LONGEST_KEY]
    if wanted.colour is not UNSET:
        if not _COLOUR.fullmatch(wanted.colour.lower()):
            raise InvalidInput("A colour is written as #6b7280.", field="colour")
        values["colour"] = wanted.colour.lower()
    return values


def _name(text: str) -> str:
    name = " ".join(validation.storable(text, "name").split())
    if is_blank(name) or len(name) > LONGEST or turns_direction(name):
        raise InvalidInput(f"A tag is called by 1 to {LONGEST} characters.", field="name")
    return name
