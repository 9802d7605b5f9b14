"""What somebody who comes back is told first: a page of the list, and what is to be known of the rest."""

from service.identity.contacts import create_contact
from service.messaging.conversations import list_conversations, open_conversation
from service.messaging.leaving import leave_conversation, set_muted
from service.messaging.messages import post_message
from service.messaging.receipts import mark
from service.messaging.requests import block_conversation
from service.messaging.service_conversations import open_service_conversation
from service.messaging.snapshot import snapshot
from tests.contract.test_store_organisations import company
from tests.store.databases import acquainted, sqlite_database, world
from tests.store.plans import plans


async def say(world, who, talk, times=1):
    for number in range(times):
        said = {"text": "Hi", "client_id": f"{talk}{number}"}
        await post_message(world.store, world.settings, who, talk, **said)


async def talks(world, *unread):
    """Ben's, oldest first: people who have written so much to him. Ids of people and conversations."""
    found = []
    for number, count in enumerate(unread):
        who = await world.stranger(f"a{number}")
        found.append((who, (await acquainted(world.store, who, "ben")).id))
        await say(world, *found[-1], count)
    return found


def test_a_short_first_page_says_what_is_unread_beyond_it_and_brings_what_is_held(run):
    async def story(world):
        made = await talks(world, 2, 1, 1, 1, 3, 1)
        held, muted, left, blocked, read, top = (talk for _, talk in made)
        await set_muted(world.store, world.ben, muted, True)
        await leave_conversation(world.store, world.ben, left)
        await block_conversation(world.store, world.ben, blocked)
        await mark(world.store, world.ben, read, delivered_seq=3, read_seq=1)
        asks = await world.stranger("r")
        request, _ = await open_conversation(world.store, asks, "ben")
        await say(world, asks, request.id)

        first = await snapshot(world.store, world.ben, 1, ())
        assert {one.id for one in first.conversations} == {top, request.id}, "requests count against no page"
        assert first.next and first.others == []
        assert first.unread == {held: 2, read: 2}

        again = await snapshot(world.store, world.ben, 1, (held, top, left, blocked, "x", world.ana))
        assert [one.id for one in again.others] == [held], "on the page already, put aside, none of mine"
        assert again.unread == {read: 2}
        assert (again.conversations, again.next) == (first.conversations, first.next)

    run(story)


def test_a_page_that_holds_all_of_them_is_the_list(run):
    async def story(world):
        [(_, talk)] = await talks(world, 1)
        for most in (None, 2, 50):
            whole = await snapshot(world.store, world.ben, most, (talk,))
            assert whole.conversations == await list_conversations(world.store, world.ben)
            assert (whole.others, whole.next, whole.unread) == ([], None, {})

    run(story)


def test_what_customers_have_written_counts_for_each_agent_as_far_as_they_have_read(run):
    async def story(world):
        where, served = await company(world, ben="agent"), []
        for name in ("Zoë", "Max"):
            contact, _ = await create_contact(world.store, world.ben, where, name=name, language="fr")
            talk = (await open_service_conversation(world.store, world.ben, where, contact.id)).id
            said = {"text": "Bonjour", "client_id": f"{talk}", "for_contact": True}
            await post_message(world.store, world.settings, world.ben, talk, **said)
            served.append(talk)
        await talks(world, 1)
        for who in (world.ben, world.ana):
            taken = await snapshot(world.store, who, 1, ())
            beyond = set(served) - {one.id for one in taken.conversations}
            assert taken.unread == dict.fromkeys(beyond, 1)
        await mark(world.store, world.ana, served[0], delivered_seq=1, read_seq=1)
        assert served[0] not in (await snapshot(world.store, world.ana, 1, ())).unread
        assert (await snapshot(world.store, world.ben, 1, ())).unread == dict.fromkeys(served, 1)
        [other] = (await snapshot(world.store, world.ben, 1, (served[0],))).others
        assert other.id == served[0]

    run(story)


def test_what_is_unread_beyond_a_page_is_found_by_its_keys(tmp_path):
    async def story(store):
        here = await world(store, database.settings)
        await talks(here, 1, 1, 1)
        steps = await plans(store, lambda: snapshot(store, here.ben, 1, ()))
        assert not [one for one in steps if one.startswith("SCAN")], steps

    database = sqlite_database(tmp_path)
    database.run(story)
