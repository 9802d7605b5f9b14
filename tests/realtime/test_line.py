"""Room on a line: what is held back never keeps out what lets it go, and both are bounded."""

import asyncio

from service.realtime.line import MAX_BYTES, MAX_FRAMES, TOO_SLOW, Line, Parcel

BIG = Parcel(b"x" * (MAX_BYTES // 8))


def test_what_is_held_takes_no_room_from_the_snapshot():
    async def flow():
        line = Line("ana")
        for number in range(8):
            line.offer(Parcel(BIG.body, "talk", number))
        async with asyncio.timeout(5):
            for _ in range(8):
                await line.put(BIG)
        assert line.code is None
        line.release()
        assert [(await line.take()).rev for _ in range(16)] == [None] * 8 + list(range(8))

    asyncio.run(flow())


def test_answers_wait_for_room_and_go_on_while_the_client_reads_with_bells_held():
    async def flow():
        line = Line("ana")
        for _ in range(7):
            line.offer(BIG)

        async def answers():
            for _ in range(50):
                await line.put(BIG)
            line.release()

        answering = asyncio.create_task(answers())
        async with asyncio.timeout(5):
            for _ in range(57):
                await line.take()
                assert len(line) <= 16
            await answering

    asyncio.run(flow())


def test_bells_are_bounded_in_bytes_and_number_held_or_not():
    for released in (False, True):
        for one, fit in ((BIG, 8), (Parcel(b"x"), MAX_FRAMES)):
            line = Line("ana")
            if released:
                line.release()
            for _ in range(fit):
                line.offer(one)
            assert line.code is None
            line.offer(one)
            assert line.code == TOO_SLOW


def test_answers_are_bounded_too_and_one_of_any_size_passes():
    async def flow():
        line = Line("ana")
        await line.put(Parcel(b"x" * (2 * MAX_BYTES)))
        waiting = asyncio.create_task(line.put(BIG))
        await asyncio.sleep(0)
        assert not waiting.done()
        await line.take()
        async with asyncio.timeout(5):
            await waiting
        line.end(TOO_SLOW)
        await line.put(BIG)
        assert len(line) == 0

    asyncio.run(flow())
