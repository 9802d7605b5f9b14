"""What happens in a process without sockets (a command, the demo, a job) comes to sockets all the same."""

import pytest

from service.events import MessageAdded
from service.identity.accounts import sign_up
from service.jobs import relay, told
from service.messaging.conversations import open_conversation
from service.messaging.messages import post_message
from service.store import Store
from tests.jobs.tools import client_of, running, until
from tests.store.databases import postgres_database, sqlite_database
from tests.store.hearing import Heard
from wire.broker.consumer import Delivery
from wire.broker.lag import backlog
from wire.broker.streams import EVENTS, GROUP_SCREENS, stream
from wire.contracts.errors import NotNow


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path, broker_url):
    made = sqlite_database if request.param == "sqlite" else postgres_database
    return made(tmp_path, redis_url=broker_url)


async def talked(store, settings) -> tuple[str, list[str]]:
    """Two people in a process that serves nobody, one of whom writes."""
    ana, ben = [
        (await sign_up(store, handle=name, name=name, password="long enough", language="en")).person.id
        for name in ("ana", "ben")
    ]
    conversation, _ = await open_conversation(store, ana, "ben")
    await open_conversation(store, ben, "ana")
    for number in range(3):
        said = {"text": f"text {number}", "client_id": str(number)}
        await post_message(store, settings, ana, conversation.id, **said)
    return conversation.id, [ana, ben]


def test_what_a_command_does_is_told_by_a_web_process_in_order(database):
    async def story(command):
        web = await Store.open(database.settings)
        heard = Heard(web)
        where, people = await talked(command, database.settings)
        async with (
            client_of(database.settings.broker_url) as client,
            running(lambda stop: relay.run(web, client, stop=stop, poll=0.05)),
            running(lambda stop: told.run(web, database.settings, "web-1", stop=stop)),
        ):
            await until(lambda: all_told(heard, client))
        added = heard.of(MessageAdded)
        assert [one.seen[0].message.text for one in added] == ["text 0", "text 1", "text 2"]
        assert {(one.conversation_id, *sorted(seen.person_id for seen in one.seen)) for one in added} == {
            (where, *sorted(people))
        }
        await web.close()

    async def all_told(heard, client):
        kinds = [type(one) for one in heard.events]
        return kinds.count(MessageAdded) == 3 and not await backlog(
            client, 1, name=EVENTS, group=GROUP_SCREENS
        )

    database.run(story)


def test_while_the_store_is_busy_the_same_comes_again(database):
    from service.errors import Unavailable
    from service.events import AccountDeleted

    async def busy(event):
        raise Unavailable("The store is busy.")

    async def story(store):
        store.subscribers.add(busy)
        delivery = Delivery("1-0", stream(EVENTS, 0), AccountDeleted(person_id="ana"), 1)
        with pytest.raises(NotNow):
            await told.Handler(store).handle([delivery])

    database.run(story)
