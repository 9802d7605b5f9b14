"""Room on a line: what is held back never keeps out what lets it go, and both are bounded."""

import asyncio

from service.realtime.send_queue import MAX_BYTES, MAX_FRAMES, TOO_SLOW, EncodedFrame, SendQueue

BIG = EncodedFrame(b"x" * (MAX_BYTES // 8))


def test_what_is_held_takes_no_room_from_the_snapshot():
    async def flow():
        queue = SendQueue("ana")
        for number in range(8):
            queue.offer(EncodedFrame(BIG.body, "talk", number))
        async with asyncio.timeout(60):
            for _ in range(8):
                await queue.put(BIG)
        assert queue.code is None
        queue.release()
        assert [(await queue.take()).rev for _ in range(16)] == [None] * 8 + list(range(8))

    asyncio.run(flow())


def test_answers_wait_for_room_and_go_on_while_the_client_reads_with_bells_held():
    async def flow():
        queue = SendQueue("ana")
        for _ in range(7):
            queue.offer(BIG)

        async def answers():
            for _ in range(50):
                await queue.put(BIG)
            queue.release()

        answering = asyncio.create_task(answers())
        async with asyncio.timeout(60):
            for _ in range(57):
                await queue.take()
                assert len(queue) <= 16
            await answering

    asyncio.run(flow())


def test_bells_are_bounded_in_bytes_and_number_held_or_not():
    for released in (False, True):
        for one, fit in ((BIG, 8), (EncodedFrame(b"x"), MAX_FRAMES)):
            queue = SendQueue("ana")
            if released:
                queue.release()
            for _ in range(fit):
                queue.offer(one)
            assert queue.code is None
            queue.offer(one)
            assert queue.code == TOO_SLOW


def test_answers_are_bounded_too_and_one_of_any_size_passes():
    async def flow():
        queue = SendQueue("ana")
        await queue.put(EncodedFrame(b"x" * (2 * MAX_BYTES)))
        waiting = asyncio.create_task(queue.put(BIG))
        await asyncio.sleep(0)
        assert not waiting.done()
        await queue.take()
        async with asyncio.timeout(60):
            await waiting
        queue.end(TOO_SLOW)
        await queue.put(BIG)
        assert len(queue) == 0

    asyncio.run(flow())
