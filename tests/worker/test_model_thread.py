"""The one thread of models: what goes first, what is let in between, and how long each may take."""

import asyncio
import threading
import time

from nlp.worker import model as model_thread
from nlp.worker.model import PREVIEW_LIMIT, ModelThread, parts
from tests.worker.test_previews import asked
from tests.worker.test_process import message
from tests.worker.upper import Upper


def test_urgent_work_goes_first_and_a_batch_is_worked_on_in_parts():
    """Three messages of 1,000 characters are three parts; the preview comes after the first of them."""
    order, begun, go_on = [], threading.Event(), threading.Event()

    class Slow(Upper):
        def enrich(self, messages, yield_to_urgent):
            order.append([one.message_id[0] for one in messages])
            begun.set()
            assert go_on.wait(60)
            return super().enrich(messages, yield_to_urgent)

        def preview(self, requests, yield_to_urgent):
            order.append("preview")
            return super().preview(requests, yield_to_urgent)

    async def flow():
        model = ModelThread()
        await model.open(Slow, lambda _: None)
        batch = asyncio.create_task(model.enrich([message(name * 1000, "c") for name in "abc"]))
        later = asyncio.create_task(model.enrich([message("d", "c")]))
        await asyncio.to_thread(begun.wait)
        urgent = asyncio.create_task(model.preview([asked("now")]))
        await asyncio.sleep(0)  # now it waits for its turn
        go_on.set()
        shown = await urgent
        assert len(await batch) == 3
        await later
        await model.close()
        return shown

    [shown] = asyncio.run(flow())
    assert shown.translation.text == "NOW"
    assert order[:2] == [["a"], "preview"]
    assert sorted(map(str, order[2:])) == ["['b']", "['c']", "['d']"]


def test_parts_keep_order_and_stay_within_bounds():
    lengths = [3, 4, 5, 20, 1, 1, 9]
    batch = [message(str(number) * length, "c") for number, length in enumerate(lengths)]
    found = parts(batch, most=10)
    assert [one for part in found for one in part] == batch
    assert [[len(one.text) for one in part] for part in found] == [[3, 4], [5], [20], [1, 1], [9]]
    assert parts([], most=10) == []


def test_a_cancelled_wait_leaves_the_thread_at_work():
    async def flow():
        model = ModelThread()
        await model.open(Upper, lambda _: None)
        slow = asyncio.create_task(model.enrich([message("slow", "c")]))
        await asyncio.sleep(0)  # it waits for its turn, or has it
        waiting = asyncio.create_task(model.preview([asked("never mind")]))
        await asyncio.sleep(0)
        waiting.cancel()
        await slow
        [shown] = await model.preview([asked("still here")])
        await model.close()
        return shown.translation.text

    assert asyncio.run(flow()) == "STILL HERE"


def test_urgent_work_is_let_in_between_the_steps_of_a_batch_and_its_limit_begins_anew(monkeypatch):
    """The limits are looked at, not waited for: one that is over ends this process."""
    order, begun, limits = [], threading.Event(), []
    monkeypatch.setattr(model_thread, "_arm", limits.append)

    class Stepwise(Upper):
        def enrich(self, messages, yield_to_urgent):
            begun.set()
            while order.count("preview") < 3:
                time.sleep(0.01)
                yield_to_urgent()
            order.append("batch")
            return super().enrich(messages, yield_to_urgent)

        def preview(self, requests, yield_to_urgent):
            order.append("preview")
            return super().preview(requests, yield_to_urgent)

    async def flow():
        model = ModelThread(batch_limit=77.0)
        await model.open(Stepwise, lambda _: None)
        limits.clear()
        batch = asyncio.create_task(model.enrich([message("a", "c")]))
        await asyncio.to_thread(begun.wait)
        for name in ("one", "two", "three"):
            [shown] = await model.preview([asked(name)])
            assert shown.request_id == name
        assert len(await batch) == 1
        await model.close()

    asyncio.run(flow())
    assert order == ["preview", "preview", "preview", "batch"]
    assert limits == [77.0, *[PREVIEW_LIMIT, 77.0] * 3]
