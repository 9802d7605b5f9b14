"""Pages of a list of conversations: together they are the list, each once and in its order."""

import json
from base64 import urlsafe_b64encode

import pytest

from service.errors import InvalidInput
from service.identity.contacts import create_contact
from service.identity.people import partners_among
from service.messaging import places
from service.messaging.conversations import (
    list_conversations,
    open_conversation,
    page_of_conversations,
)
from service.messaging.exporting import files_of
from service.messaging.messages import post_message
from service.messaging.requests import ignore_conversation
from service.messaging.service_conversations import open_service_conversation
from service.models import Me
from tests.contract.test_store_organisations import company
from tests.store.databases import acquainted, sqlite_database, world
from tests.store.plans import plans


async def pages(world, limit, aside=None):
    """All of them, and how long each was."""
    found, lengths, cursor = [], [], None
    while not lengths or cursor is not None:
        part = await page_of_conversations(world.store, world.ben, aside, limit=limit, cursor=cursor)
        found += part.conversations
        lengths.append(len(part.conversations))
        cursor = part.next
    return found, lengths


async def many(world):
    """Ben has five talks, three requests among them, and two requests that he ignores."""
    for number in range(4):
        who = await world.stranger(f"a{number}")
        await acquainted(world.store, who, "ben")
        await asked(world, number, ignored=number % 2)
    await asked(world, 9, ignored=False)


async def asked(world, number, *, ignored):
    who = await world.stranger(f"r{number}")
    talk, _ = await open_conversation(world.store, who, "ben")
    await post_message(world.store, world.settings, who, talk.id, text="Hi", client_id="c")
    if ignored:
        await ignore_conversation(world.store, world.ben, talk.id)


def test_pages_are_the_list_with_requests_where_they_belong(run):
    async def story(world):
        await many(world)
        whole = await list_conversations(world.store, world.ben)
        assert [one.state for one in whole].count("request") == 3 and len(whole) == 8
        for limit in (1, 2, 5, 50):
            found, lengths = await pages(world, limit)
            assert found == whole
            assert len(lengths) == -(-5 // limit), "requests lengthen a page and count against none"
        aside = await list_conversations(world.store, world.ben, "ignored")
        assert await pages(world, 1, "ignored") == (aside, [1, 1])

    run(story)


def test_pages_of_no_size_have_all_requests_on_the_first_and_none_again(run, monkeypatch):
    monkeypatch.setattr("service.messaging.listing.MOST", 2)

    async def story(world):
        await many(world)
        found, lengths = await pages(world, None)
        assert lengths == [5, 2, 1]
        assert sorted(one.id for one in found) == sorted({one.id for one in (await pages(world, 50))[0]})

    run(story)


def test_an_agent_pages_through_those_of_the_organisation_too(run):
    async def story(world):
        where = await company(world, ben="agent")
        for name in ("Zoë", "Max"):
            contact, _ = await create_contact(world.store, world.ben, where, name=name, language="fr")
            await open_service_conversation(world.store, world.ben, where, contact.id)
        whole = await list_conversations(world.store, world.ben)
        assert [one.kind for one in whole] == ["service", "service", "direct"]
        assert await pages(world, 1) == (whole, [1, 1, 1])

    run(story)


KEY = "01900000-0000-7000-8000-000000000000"


@pytest.mark.parametrize("said", [
    [], ["2026-01-01T00:00:00", KEY], ["2026-01-01T00:00:00Z", "x"], ["2026-01-01T00:00:00Z", "\x00"],
    ["0001-01-01T00:00:00+14:00", KEY], ["9999-12-31T23:59:59-14:00", KEY],
])  # fmt: skip
def test_a_cursor_of_nobody_is_refused(said):
    """Also one in our form whose time no calendar has in UTC, or whose key no database takes."""
    for cursor in ("x", urlsafe_b64encode(json.dumps(said).encode()).decode()):
        with pytest.raises(InvalidInput):
            places.read(cursor)


def test_an_archive_has_more_conversations_than_one_list(run, monkeypatch):
    monkeypatch.setattr("service.messaging.exporting.MOST", 2)

    async def story(world):
        await many(world)
        me = Me(id=world.ben, handle="ben", name="Ben", language="en", theme="system")
        names = [name async for name, _ in files_of(world.store, me)]
        assert sum(name.startswith("messages/") for name in names) == 10

    run(story)


def test_of_a_long_list_a_page_reads_its_own_alone(tmp_path):
    """Which conversations there are is asked of all that somebody has, once; all else is found by its key."""

    async def story(store):
        here = await world(store, database.settings)
        await many(here)

        async def page():
            part = await page_of_conversations(store, here.ben, limit=2)
            await partners_among(store, here.ben, [one.other.id for one in part.conversations])

        steps = await plans(store, page)
        assert not [one for one in steps if one.startswith("SCAN")]
        assert sum("ix_participants_account_id" in one for one in steps) == 1, steps
        assert any("ix_participants_requests" in one for one in steps)

    database = sqlite_database(tmp_path)
    database.run(story)
