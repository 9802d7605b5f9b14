"""Retention: texts older than is kept are erased with what was made of them; rows and order stay."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from service.enrichment.apply import apply_enriched
from service.errors import InvalidInput, RoleLacks
from service.events import ConversationChanged
from service.identity.configuration import Configuration, configure
from service.identity.organisations import get_organisation
from service.messaging import retention
from service.messaging.messages import post_message
from service.messaging.reading import read_messages
from service.messaging.retention import erase_before, erase_old
from service.store import tables
from tests.contract.test_store_service import office
from tests.store.databases import enriched, world
from tests.store.hearing import Heard
from wire.contracts.events import Annotation, Translation

CANARY = "canary-kept-too-long"


def test_old_texts_go_with_all_that_was_made_of_them_and_young_ones_stay(database, monkeypatch):
    monkeypatch.setattr(retention, "PAGE", 2)
    now, done = datetime.now(UTC), Translation(status="done", text=CANARY, engine="firefox")

    async def story(store):
        here = await world(store, database.settings)
        for n in range(3):
            posted = await post_message(
                store, database.settings, here.ana, here.talk.id, text=f"{CANARY} {n}", client_id=str(n),
                posted_at=now - timedelta(days=40),
            )  # fmt: skip
        told = Annotation(task="summary", model="m", detail={"text": CANARY})
        await apply_enriched(store, enriched(posted.mine, translations={"en": done}, annotations=(told,)))
        young = (await here.post(here.ana, "still here")).mine
        before = (await read_messages(store, here.ben, here.talk.id)).rev
        heard = Heard(store)
        assert [await erase_before(store, now - timedelta(days=30)) for _ in range(3)] == [2, 1, 0]
        told_to = [(one.conversation_id, *one.person_ids) for one in heard.of(ConversationChanged)]
        assert sorted(told_to) == sorted(2 * [(here.talk.id, here.ana), (here.talk.id, here.ben)])
        page = await read_messages(store, here.ben, here.talk.id)
        assert [one.text for one in page.messages] == ["", "", "", "still here"]
        assert [one.seq for one in page.messages] == [1, 2, 3, 4]
        assert page.rev == before + 3 and max(one.rev for one in page.messages) == page.rev
        assert page.messages[3].id == young.id
        async with store.reading() as connection:
            for table in set(tables.metadata.sorted_tables) - {tables.outbox}:
                rows = (await connection.execute(select(table))).all()
                assert not any(CANARY in str(row) for row in rows), table.name

    database.run(story)


def test_an_organisations_texts_are_kept_as_long_as_its_owner_says_and_others_as_all(run):
    async def story(world):
        here, now = await office(world), datetime.now(UTC)
        old = {"posted_at": now - timedelta(days=5)}
        await here.said("of the contact", **old)
        await here.post(world.ben, "of the agent", **old)
        await world.post(world.ana, "between two", **old)
        assert await erase_old(world.store, now, 0) == 0, "nobody has said anything"
        await configure(world.store, world.ana, here.where, Configuration(retention_days=3))
        heard = Heard(world.store)
        assert await erase_old(world.store, now, 30) == 2
        told = [(one.conversation_id, *one.person_ids) for one in heard.of(ConversationChanged)]
        assert told == [(here.talk.id, *sorted((world.ana, world.ben)))]
        page = await read_messages(world.store, world.ben, here.talk.id)
        assert [one.text for one in page.messages] == ["", ""]
        assert (await read_messages(world.store, world.ben, world.talk.id)).messages[0].text == "between two"
        await configure(world.store, world.ana, here.where, Configuration(retention_days=100))
        await here.said("once more", **old)
        assert await erase_old(world.store, now, 4) == 2, "never longer than the installation keeps all"
        shown = await configure(world.store, world.ana, here.where, Configuration(retention_days=None))
        assert shown == await get_organisation(world.store, world.ana, here.where)
        assert shown.retention_days is None

    run(story)


@pytest.mark.parametrize("days", [0, -1, 36_501])
def test_a_time_that_cannot_be_is_refused_and_so_is_who_is_no_owner(run, days):
    async def story(world):
        here = await office(world)
        with pytest.raises(InvalidInput):
            await configure(world.store, world.ana, here.where, Configuration(retention_days=days))
        with pytest.raises(RoleLacks):
            await configure(world.store, world.ben, here.where, Configuration(retention_days=30))

    run(story)
