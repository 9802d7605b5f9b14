"""What is asked of many conversations in SQL is what the rules say of each, in worlds of every kind."""

import pytest
from sqlalchemy import and_, select

from service.enrichment.enrich_request import events_of
from service.errors import NotFound, NotSignedIn, NotYours, PersonGone, RoleLacks
from service.identity.policy import where_may
from service.identity.roles import ROLES
from service.messaging.access import (
    contact_access,
    conversation_access,
    message_of,
    visible_to,
)
from service.messaging.conversations import list_conversations
from service.messaging.lookup import conversation_state
from service.messaging.readers import LANGUAGE, agents_of, languages_of, with_readers
from service.messaging.relation import relation
from service.messaging.rules import audience, language_of, screens, sees
from service.messaging.sides import MEMBER, OPPOSITE, RELATION, both_of, mine, theirs
from service.store.tables import conversations, messages
from tests.contract.any_world import AnyWorld
from tests.store.databases import sqlite_database, used_postgres_database

WORLDS = [(kind, seed) for kind in ("sqlite", "postgresql") for seed in range(3)]


@pytest.fixture(scope="module", params=WORLDS, ids=lambda world: f"{world[0]}-{world[1]}")
def filled(request, tmp_path_factory):
    """One of the worlds, for all tests of this file: they only read. Its database, its rows, and every
    account's access to every conversation."""
    kind, seed = request.param
    made = sqlite_database if kind == "sqlite" else used_postgres_database
    database = made(tmp_path_factory.mktemp("rules"))

    async def begun(store):
        here = AnyWorld(seed)
        await here.fill(store)
        async with store.reading() as connection:
            return database, here, await entered(connection, here)

    return database.run(begun)


@pytest.fixture
def told(filled):
    """A story in one of the worlds."""
    database, here, access = filled
    return lambda story: database.run(lambda store: story(store, here, access))


async def entered(connection, here):
    """Every account's access to every conversation; a refusal where there is none."""
    found = {}
    for me_id in here.accounts:
        for conversation_id in here.conversation_ids():
            try:
                found[me_id, conversation_id] = await conversation_access(connection, me_id, conversation_id)
            except (NotYours, RoleLacks) as refused:
                found[me_id, conversation_id] = refused
    return found


async def sides_of(connection, me_id):
    """Rows of a list of mine: as a side, and for organisations in which I may converse."""
    found = {}
    served = mine.c.party_id.in_(await where_may(connection, me_id, "converse"))
    for joined in (both_of(me_id), mine.join(theirs, and_(OPPOSITE, served, mine.c.kind != MEMBER))):
        query = select(
            conversations.c.id,
            *RELATION,
            mine.c.side.label("my_side"),
            theirs.c.party_id.label("other_id"),
            LANGUAGE.label("language"),
        ).select_from(joined)
        query = with_readers(query.join(conversations, conversations.c.id == mine.c.conversation_id))
        found |= {row.id: row for row in await connection.execute(query)}
    return found


def test_lists_have_the_conversations_that_can_be_entered_and_show_them_so(told):
    async def story(store, here, access):
        async with store.reading() as connection:
            states = set()
            for me_id in here.accounts:
                rows = await sides_of(connection, me_id)
                mine_too = {
                    key: one for (who, key), one in access.items() if who == me_id and not _refused(one)
                }
                assert rows.keys() == mine_too.keys()
                for key, one in mine_too.items():
                    row = rows[key]
                    assert (row.my_side, row.other_id) == (one.side, one.other_id)
                    assert relation(row) == one.relation
                    assert row.language == language_of(one.state, one.state.party(one.other_id))
                    states.add((one.for_organisation, one.relation.state))
        direct = {(False, state) for state in ("accepted", "request", "sent", "ignored", "blocked")}
        assert states == direct | {(True, "accepted")}

    told(story)


def test_who_is_refused_is_no_side_and_no_agent(told):
    async def story(store, here, access):
        async with store.reading() as connection:
            for (me_id, key), one in access.items():
                state = await conversation_state(connection, key)
                role = state.role_of(me_id)
                party = state.party(me_id)
                side = party is not None and party.kind != MEMBER
                may = me_id in (await agents_of(connection, [state.organisation_id or ""])).get(
                    state.organisation_id, ()
                )
                expected = None if side or may else (RoleLacks if role else NotYours)
                assert (type(one) if _refused(one) else None) is expected
        assert {type(one) for one in access.values()} >= {NotYours, RoleLacks}
        roles = {one.state.role_of(who) for (who, _), one in access.items() if not _refused(one)}
        assert roles == {None, *ROLES} - {"analyst"}

    told(story)


def test_readers_of_many_are_those_of_each(told):
    async def story(store, here, access):
        async with store.reading() as connection:
            agents = await agents_of(connection, here.organisations)
            spoken = await languages_of(connection, here.organisations)
            met = set()
            for (me_id, key), one in access.items():
                if _refused(one) or one.organisation_id is None:
                    continue
                assert screens(one) == agents[one.organisation_id]
                contact = await contact_access(connection, me_id, key)
                assert screens(contact) == agents[one.organisation_id]
                assert audience(contact).targets == spoken[one.organisation_id]
                met.add(one.organisation_id)
        assert met == set(here.organisations)

    told(story)


def test_a_direct_conversation_has_no_contact(told):
    async def story(store, here, access):
        async with store.reading() as connection:
            direct = [key for key, one in access.items() if not _refused(one) and one.organisation_id is None]
            assert direct
            for me_id, key in direct:
                with pytest.raises(NotFound):
                    await contact_access(connection, me_id, key)

    told(story)


def test_work_that_is_queued_again_is_for_the_same_readers(told):
    async def story(store, here, access):
        async with store.reading() as connection:
            ids = list((await connection.execute(select(messages.c.id).order_by(messages.c.id))).scalars())
            [*events] = await events_of(connection, ids)
            assert sorted(one.message_id for one in events) == ids
            compared = set()
            for one in events:
                try:
                    wanted = audience(await authors_access(connection, here, one))
                except (PersonGone, NotSignedIn):
                    continue
                assert (one.targets, one.suggest) == (wanted.targets, wanted.suggest)
                compared.add((one.organisation_id is None, one.suggest))
        assert compared == {(True, True), (True, False), (False, True), (False, False)}

    told(story)


async def authors_access(connection, here, event):
    """As whoever wrote a message enters its conversation; a contact by an agent."""
    if event.author_id in here.accounts:
        return await conversation_access(connection, event.author_id, event.conversation_id)
    agents = await agents_of(connection, [event.organisation_id])
    return await contact_access(connection, agents[event.organisation_id][0], event.conversation_id)


def test_a_message_is_seen_in_a_page_and_by_its_id_alike(told):
    async def story(store, here, access):
        async with store.reading() as connection:
            query = select(messages.c.id, messages.c.seq, messages.c.side, messages.c.withheld)
            kept = 0
            for (me_id, key), one in access.items():
                if _refused(one):
                    continue
                within = query.where(messages.c.conversation_id == key)
                shown = {row.id for row in await connection.execute(within.where(visible_to(one)))}
                for row in await connection.execute(within):
                    assert (row.id in shown) is sees(one, row.side, withheld=row.withheld)
                    if row.id in shown:
                        await message_of(connection, me_id, row.id)
                        continue
                    kept += 1
                    with pytest.raises(NotFound):
                        await message_of(connection, me_id, row.id)
        assert kept

    told(story)


def test_the_last_message_in_a_list_is_the_last_that_is_seen(told):
    async def story(store, here, access):
        listed = [(me_id, one) for me_id in here.accounts for one in await list_conversations(store, me_id)]
        assert {one.kind for _, one in listed} == {"direct", "service"}
        async with store.reading() as connection:
            for me_id, one in listed:
                query = select(messages).where(messages.c.conversation_id == one.id)
                seen = [
                    row.seq
                    for row in await connection.execute(query)
                    if sees(access[me_id, one.id], row.side, withheld=row.withheld)
                ]
                assert one.last_seq == max(seen, default=0)

    told(story)


def _refused(one):
    return isinstance(one, Exception)
