"""What a client that began with a page of its list is told once pushes may have been lost."""

from types import SimpleNamespace

from service.api.socket.sync import Sync
from service.messaging.messages import post_message
from service.messaging.reading import changed_since
from service.models import Me
from service.realtime.send_queue import SendQueue
from tests.store.databases import acquainted, sqlite_database, world
from wire.contracts.codec import decoder

decode = decoder(dict)


def test_it_hears_of_pages_that_it_has_loaded_since_and_gets_no_whole_histories(tmp_path):
    database = sqlite_database(tmp_path)

    async def story(store):
        here = await world(store, database.settings)
        eva = await here.stranger("e2")
        far, near = (await acquainted(store, here.ana, "ben")), (await acquainted(store, eva, "ben"))

        async def say(who, talk, number):
            said = {"text": "Hi", "client_id": f"{talk}{number}"}
            return (await post_message(store, database.settings, who, talk, **said)).mine

        for number in range(3):
            await say(here.ana, far.id, number)
        await say(eva, near.id, 0)
        queue = SendQueue(here.ben)
        sync = Sync(around(store, database.settings), ben(here), queue)
        await sync.greet({}, 1)
        assert [one["type"] for one in await taken(queue)] == ["ready"]

        await say(eva, near.id, 1)
        pushed = await say(here.ana, far.id, 3)
        sync.positions.sent(far.id, pushed.rev)
        await say(here.ana, far.id, 4)
        await say(eva, near.id, 2)
        await sync._send_missed()
        told = await taken(queue)
        about = {one["conversation"]["id"]: one["conversation"] for one in told if "conversation" in one}
        assert set(about) == {near.id, far.id}
        last = await changed_since(store, here.ben, far.id, 0)
        assert about[far.id]["rev"] == last.rev, "by which it sees what it lacks"
        sent = [one for one in told if one["type"] == "messages"]
        assert [(one["conversation_id"], len(one["messages"])) for one in sent] == [(near.id, 2)]

    database.run(story)


def ben(here):
    return Me(id=here.ben, handle="ben", name="Ben", language="en", theme="system")


def around(store, settings):
    """As much of what serves as there is to it."""

    class Presence:
        async def in_all(self, me_id, found):
            return list(found)

    files = SimpleNamespace(dictation=SimpleNamespace(seconds=0))
    return SimpleNamespace(store=store, settings=settings, presence=Presence(), files=files)


async def taken(queue):
    """All that waits."""
    return [decode((await queue.take()).body) for _ in range(len(queue))]
