"""Articles lie on the broker as they are now, whatever the broker has lost; and workers take each once."""

from nlp.worker.shelves import BrokerShelves
from service.jobs.articles import keep_shelves
from service.knowledge.articles.commands import change_article, write_article
from service.knowledge.articles.models import Changing, Writing
from service.knowledge.articles.seat import switch_bot
from tests.contract.test_store_organisations import company
from tests.jobs.tools import client_of
from tests.store.databases import sqlite_database, world
from wire.broker.shelves import shelf_key


def test_shelves_are_kept_as_articles_are(tmp_path, valkey):
    database = sqlite_database(tmp_path, redis_url=valkey)

    async def story(store):
        here = await world(store, database.settings)
        where = await company(here)
        written = Writing(title="Returns", language="en", text="Thirty days.")
        article = await write_article(store, here.ana, where, written)
        shelves = BrokerShelves(valkey)
        async with client_of(valkey) as client:
            assert await keep_shelves(store, client) == 0, "its bot is off"
            assert shelves.get(where, None) is None
            await switch_bot(store, here.ana, where, enabled=True)
            assert [await keep_shelves(store, client) for _ in range(2)] == [1, 0]
            first = shelves.get(where, None)
            assert [one.text for one in first.passages] == ["Thirty days."]
            assert shelves.get(where, first.rev) is None
            await change_article(store, here.ana, where, article.id, Changing(text="Forty days."))
            assert await keep_shelves(store, client) == 1
            assert shelves.get(where, first.rev).passages[0].text == "Forty days."
            await client.delete(shelf_key(where))
            assert shelves.get(where, None) is None
            assert await keep_shelves(store, client) == 1
            assert shelves.get(where, None).rev == first.rev + 1

    database.run(story)
    assert BrokerShelves("redis://127.0.0.1:1/0").get("x", None) is None
