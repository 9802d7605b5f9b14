"""What was taken back leaves the broker: streams, what was put aside, what workers share; the news stays."""

import asyncio
import base64

import msgspec

from service.enrichment.enrich_request import TURNS
from service.jobs import taken_back
from service.jobs.forget import HOLDING, LEFT
from service.jobs.relay import relay_once
from service.jobs.taken_back import clear
from service.messaging.editing import remove_message
from service.messaging.taken_back import noted
from service.store import Store
from service.store.tables import outbox
from tests.store.databases import World, enriched, world
from wire.broker.clients import Client, connect
from wire.broker.segments import bucket_of, entry_of, index_of
from wire.broker.streams import BODY, BULK, DEAD, ENRICHMENTS, EVENTS, MESSAGES, keys, stream
from wire.contracts.codec import encode
from wire.contracts.events import MessagePosted

KEY = "ab" * 32


async def filled(client: Client, here: World) -> tuple[str, str]:
    """One message of Ana's and one of Ben's, on the streams that hold texts."""
    ids = []
    for who in (here.ana, here.ben):
        posted = (await here.post(who, "segredo")).mine
        ids.append(posted.id)
        for name, body in ((ENRICHMENTS, encode(enriched(posted))), (EVENTS, encode(posted))):
            await client.xadd(stream(name, 0), {BODY: body})
        put_aside = msgspec.json.encode({"body": base64.b64encode(encode(enriched(posted))).decode()})
        await client.xadd(DEAD, {BODY: put_aside})
    bucket = bucket_of(KEY)
    await client.set(entry_of(bucket, KEY), b"secret")
    await client.zadd(index_of(bucket), {KEY: 1.0})
    return ids[0], ids[1]


async def left(client: Client, message_id: str) -> list[str]:
    found = []
    for name in (stream(ENRICHMENTS, 0), stream(EVENTS, 0), DEAD):
        for _, fields in await client.xrange(name):
            body = fields[BODY.encode()] if isinstance(BODY, str) else fields[BODY]
            whole = base64.b64decode(msgspec.json.decode(body)["body"]) if name == DEAD else body
            if message_id.encode() in whole:
                found.append(name)
    return found


def test_nothing_of_it_is_left_and_nothing_else_goes(settings, monkeypatch):
    async def story():
        store, client = await Store.open(settings), connect(settings.broker_url)
        try:
            here = await world(store, settings)
            gone, stays = await filled(client, here)
            assert await clear(store, client) == 0, "nothing to do"
            shown = await remove_message(store, here.ana, gone)
            await client.xadd(stream(EVENTS, 0), {BODY: encode(shown)})
            assert await clear(store, client) == 0, "a worker may have it in hand"
            assert await left(client, gone) == [stream(EVENTS, 0)], "that it is gone is to be told"
            assert await left(client, stays) == [stream(ENRICHMENTS, 0), stream(EVENTS, 0), DEAD]
            assert not await client.exists(entry_of(bucket_of(KEY), KEY), index_of(bucket_of(KEY)))
            monkeypatch.setattr(taken_back, "SETTLED", -1.0)
            assert await clear(store, client) == 0, "the outbox still has it"
            async with store.writing() as connection:
                await connection.execute(outbox.delete())
            assert await clear(store, client) == 1
            assert await noted(store) == [] and await client.zcard(LEFT) == 1
        finally:
            await client.aclose()
            await store.close()

    asyncio.run(story())


def test_what_was_said_next_no_longer_quotes_it_and_is_asked_for_again(settings):
    """With a message travel those before it: theirs are words of what is taken back, too."""

    async def story():
        store, client = await Store.open(settings), connect(settings.broker_url)
        try:
            here = await world(store, settings)
            first = (await here.post(here.ana, "segredo")).mine
            later = [(await here.post(here.ben, f"later {n}")).mine for n in range(TURNS + 1)]
            await relay_once(store, client)
            assert len(await quoting(client, b"segredo")) > TURNS
            await remove_message(store, here.ana, first.id)
            await clear(store, client)
            assert await quoting(client, b"segredo") == []
            await clear(store, client)
            counted = await client.xrange(stream(MESSAGES, 0))
            told = [msgspec.json.decode(fields[BODY], type=MessagePosted) for _, fields in counted]
            assert {one.message_id for one in told} == {one.id for one in later}, "whoever counts has them"
            assert [one.elsewhere for one in told].count(False) == 1, "the last one, which never quoted it"
            await relay_once(store, client)
            asked = {event.message_id: event for event in await waiting(client)}
            assert set(asked) == {one.id for one in later[:TURNS]}
            assert [turn.text for turn in asked[later[1].id].context] == ["later 0"]
        finally:
            await client.aclose()
            await store.close()

    asyncio.run(story())


async def quoting(client: Client, word: bytes) -> list[bytes]:
    return [body for name in held() for _, body in await entries(client, name) if word in body]


async def waiting(client: Client) -> list[MessagePosted]:
    """As the relay puts it where no stage gives lanes."""
    found = await entries(client, stream(BULK, 0))
    return [msgspec.json.decode(body, type=MessagePosted) for _, body in found]


async def entries(client: Client, name: str) -> list[tuple[bytes, bytes]]:
    return [(entry_id, fields[BODY]) for entry_id, fields in await client.xrange(name)]


def held() -> list[str]:
    return [DEAD, *(key for name in HOLDING for key in keys(name, 1))]
