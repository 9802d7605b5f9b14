"""Organisations, roles, invitations and contacts, on both databases."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from service.errors import (
    AlreadyMember,
    InvalidInput,
    InvitationOver,
    LastOwner,
    NotFound,
    NotYours,
    RoleLacks,
    TooMany,
)
from service.identity import invitations as module
from service.identity.contacts import create_contact, list_contacts
from service.identity.invitations import accept_invitation, invite, list_invitations, withdraw_invitation
from service.identity.organisations import (
    MOST_ORGANISATIONS,
    change_role,
    create_organisation,
    get_organisation,
    leave_all,
    list_members,
    list_organisations,
    remove_member,
)
from service.identity.roles import MAY, ROLES, may, needed_for
from service.store import outbox, tables
from wire.contracts.activity import Activity
from wire.contracts.codec import decoder


async def company(world, **members):
    """An organisation of Ana's, with others in the roles named."""
    made = await create_organisation(world.store, world.ana, name="Casa Verde", language="pt")
    for handle, role in members.items():
        token = (await invite(world.store, world.ana, made.id, role)).token
        await accept_invitation(world.store, world.ids[handle], token)
    return made.id


def test_who_makes_an_organisation_owns_it(run):
    async def story(world):
        made = await create_organisation(world.store, world.ana, name="  Casa   Verde ", language="pt-br")
        assert (made.name, made.language, made.role) == ("Casa Verde", "pt-BR", "owner")
        assert await list_organisations(world.store, world.ana) == [made]
        assert await get_organisation(world.store, world.ana, made.id) == made
        assert await list_organisations(world.store, world.ben) == []
        with pytest.raises(NotYours):
            await get_organisation(world.store, world.ben, made.id)
        with pytest.raises(NotFound):
            await get_organisation(world.store, world.ana, world.talk.id)
        with pytest.raises(InvalidInput):
            await create_organisation(world.store, world.ana, name="\u200b", language="pt")

    run(story)


def test_one_account_is_in_so_many_and_no_more(run):
    async def story(world):
        for number in range(MOST_ORGANISATIONS):
            await create_organisation(world.store, world.ana, name=f"No {number}", language="en")
        with pytest.raises(TooMany):
            await create_organisation(world.store, world.ana, name="one more", language="en")

    run(story)


def test_an_invitation_is_used_once_and_only_its_hash_is_kept(run):
    async def story(world):
        where = await company(world)
        made = await invite(world.store, world.ana, where, "agent")
        listed = await list_invitations(world.store, world.ana, where)
        assert [(one.id, one.role) for one in listed] == [(made.id, "agent")]
        async with world.store.reading() as connection:
            [kept] = (await connection.execute(select(tables.invitations))).all()
        assert made.token not in repr(kept)
        joined = await accept_invitation(world.store, world.ben, made.token)
        assert (joined.id, joined.role) == (where, "agent")
        with pytest.raises(InvitationOver):
            await accept_invitation(world.store, world.eva, made.token)
        with pytest.raises(InvitationOver):
            await accept_invitation(world.store, world.eva, "no such token")
        assert await list_invitations(world.store, world.ana, where) == []
        members = await list_members(world.store, world.ben, where)
        assert {(one.handle, one.role) for one in members} == {("ana", "owner"), ("ben", "agent")}

    run(story)


def test_two_who_accept_at_once_do_not_both_get_in(run):
    async def story(world):
        where = await company(world)
        token = (await invite(world.store, world.ana, where, "agent")).token
        came = await asyncio.gather(
            *(accept_invitation(world.store, one, token) for one in (world.ben, world.eva)),
            return_exceptions=True,
        )
        assert sorted(type(one).__name__ for one in came) == ["InvitationOver", "Organisation"]
        assert len(await list_members(world.store, world.ana, where)) == 2

    run(story)


def test_an_invitation_ends_by_time_and_by_withdrawal(run):
    async def story(world):
        where = await company(world)
        late, gone = [await invite(world.store, world.ana, where, "agent") for _ in range(2)]
        async with world.store.writing() as connection:
            past = datetime.now(UTC) - timedelta(seconds=1)
            mine = tables.invitations.c.id == late.id
            await connection.execute(update(tables.invitations).where(mine).values(expires_at=past))
        await withdraw_invitation(world.store, world.ana, where, gone.id)
        for one in (late, gone):
            with pytest.raises(InvitationOver):
                await accept_invitation(world.store, world.ben, one.token)
        with pytest.raises(NotFound):
            await withdraw_invitation(world.store, world.ana, where, gone.id)

    run(story)


def test_a_member_who_accepts_again_leaves_the_invitation_open(run):
    async def story(world):
        where = await company(world, ben="agent")
        token = (await invite(world.store, world.ana, where, "admin")).token
        with pytest.raises(AlreadyMember):
            await accept_invitation(world.store, world.ben, token)
        assert (await accept_invitation(world.store, world.eva, token)).role == "admin"

    run(story)


@pytest.mark.parametrize("how", ["removed", "left", "demoted"])
def test_nobody_who_was_removed_comes_back_by_a_link_of_their_own(run, how):
    async def story(world):
        where = await company(world, ben="owner")
        made = {role: await invite(world.store, world.ben, where, role) for role in ("owner", "agent")}
        others = await invite(world.store, world.ana, where, "owner")
        if how == "demoted":
            await change_role(world.store, world.ana, where, world.ben, "admin")
        else:
            by = world.ana if how == "removed" else world.ben
            await remove_member(world.store, by, where, world.ben)
        left = {made["agent"].id, others.id} if how == "demoted" else {others.id}
        assert {one.id for one in await list_invitations(world.store, world.ana, where)} == left
        with pytest.raises(InvitationOver):
            await accept_invitation(world.store, world.eva, made["owner"].token)

    run(story)


def test_only_so_many_invitations_are_open(run, monkeypatch):
    monkeypatch.setattr(module, "MOST_OPEN", 2)

    async def story(world):
        where = await company(world)
        for _ in range(2):
            await invite(world.store, world.ana, where, "agent")
        with pytest.raises(TooMany):
            await invite(world.store, world.ana, where, "agent")

    run(story)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_does_what_the_table_says(run, role):
    async def story(world):
        where = await company(world, ben=role, eva="agent")
        tried = {
            needed_for("agent"): lambda: invite(world.store, world.ben, where, "agent"),
            needed_for("owner"): lambda: invite(world.store, world.ben, where, "owner"),
            "see": lambda: list_members(world.store, world.ben, where),
            "converse": lambda: create_contact(world.store, world.ben, where, name="Zoe", language="en"),
        }
        for action, attempt in tried.items():
            if may(role, action):
                assert await attempt()
            else:
                with pytest.raises(RoleLacks) as refused:
                    await attempt()
                assert refused.value.details == {"role": role}

    run(story)


def test_a_role_without_a_line_may_nothing():
    assert all(not may(None, action) for action in MAY)
    assert all(may("owner", action) for action in MAY), "owners may everything"


def test_admins_appoint_no_admins_and_touch_no_owner(run):
    async def story(world):
        where = await company(world, ben="admin", eva="agent")
        for role in ("owner", "admin"):
            with pytest.raises(RoleLacks):
                await change_role(world.store, world.ben, where, world.eva, role)
        changed = await change_role(world.store, world.ben, where, world.eva, "analyst")
        assert changed.role == "analyst"
        for attempt in (
            lambda: change_role(world.store, world.ben, where, world.ana, "agent"),
            lambda: remove_member(world.store, world.ben, where, world.ana),
        ):
            with pytest.raises(RoleLacks):
                await attempt()
        await remove_member(world.store, world.ben, where, world.eva)
        with pytest.raises(NotYours):
            await get_organisation(world.store, world.eva, where)

    run(story)


def test_there_is_always_an_owner(run):
    async def story(world):
        where = await company(world, ben="agent")
        with pytest.raises(LastOwner):
            await change_role(world.store, world.ana, where, world.ana, "admin")
        with pytest.raises(LastOwner):
            await remove_member(world.store, world.ana, where, world.ana)
        await change_role(world.store, world.ana, where, world.ben, "owner")
        await remove_member(world.store, world.ana, where, world.ana)
        assert [one.handle for one in await list_members(world.store, world.ben, where)] == ["ben"]

    run(story)


def test_anybody_may_leave(run):
    async def story(world):
        where = await company(world, ben="analyst")
        await remove_member(world.store, world.ben, where, world.ben)
        assert await list_organisations(world.store, world.ben) == []

    run(story)


def test_a_contact_is_made_once_for_each_reference_of_an_organisation(run):
    async def story(world):
        where = await company(world, ben="agent")
        first, new = await create_contact(
            world.store, world.ben, where, name="Zoë", language="fr", reference="crm-1"
        )
        again, newer = await create_contact(
            world.store, world.ana, where, name="Other", language="de", reference="crm-1"
        )
        assert (new, newer) == (True, False)
        assert again == first
        other = await create_organisation(world.store, world.eva, name="Elsewhere", language="es")
        theirs, new = await create_contact(
            world.store, world.eva, other.id, name="Zoë", language="fr", reference="crm-1"
        )
        assert new
        assert theirs.id != first.id
        bare = [
            (await create_contact(world.store, world.ben, where, name="Zoë", language="fr"))[0]
            for _ in range(2)
        ]
        listed = await list_contacts(world.store, world.ana, where)
        assert listed == [first, *bare]
        assert await list_contacts(world.store, world.ana, where, after=first.id, limit=1) == bare[:1]
        with pytest.raises(NotYours):
            await list_contacts(world.store, world.eva, where)

    run(story)


def test_whoever_deletes_the_account_leaves_organisations_or_is_kept_by_others(run):
    async def story(world):
        alone = await company(world)
        shared = await company(world, ben="agent")
        async with world.store.writing() as connection:
            with pytest.raises(LastOwner):
                await leave_all(connection, 1, world.ana)
        async with world.store.writing() as connection:
            await leave_all(connection, 1, world.ben)
        async with world.store.writing() as connection:
            await leave_all(connection, 1, world.ana)
        async with world.store.reading() as connection:
            left = (await connection.execute(select(tables.organisations.c.id))).scalars().all()
        assert not {alone, shared} & set(left)
        async with world.store.writing() as connection:
            rows = await outbox.oldest(connection, 1000)
        told = [decoder(Activity)(row.body) for row in rows if row.stream.startswith("activity:")]
        gone = [one.organisation_id for one in told if one.kind == "organisation_removed"]
        assert sorted(gone) == sorted([alone, shared]), "the event log lets go of it too"

    run(story)
