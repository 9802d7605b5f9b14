"""Previews of who asks too much: others' messages go before them, also while one is under way."""

import asyncio
import threading
import time

import pytest
from msgspec import structs

from nlp.worker.allowance import BURST, SOME, Allowance
from nlp.worker.answering import SHORT, Answerer
from nlp.worker.model import ModelThread
from nlp.worker.turns import Rank
from tests.worker.test_previews import asked
from tests.worker.test_process import message
from tests.worker.upper import Upper


@pytest.mark.parametrize("rank", [Rank.PATIENT, Rank.BULK])
def test_a_preview_of_who_has_had_more_than_a_share_lets_messages_in_and_is_not_charged_for_them(rank):
    order, begun, admitted = [], threading.Event(), threading.Event()
    charged = []

    class Stepwise(Upper):
        def enrich(self, messages, yield_to_urgent):
            order.append("message")
            time.sleep(0.4)
            admitted.set()
            return super().enrich(messages, yield_to_urgent)

        def preview(self, requests, yield_to_urgent):
            begun.set()
            while not admitted.is_set():
                yield_to_urgent()
                time.sleep(0.01)
            order.append("preview")
            return super().preview(requests, yield_to_urgent)

    async def flow():
        model = ModelThread()
        await model.open(Stepwise, lambda _: None)
        began = time.monotonic()
        shown = asyncio.create_task(model.preview([asked("mine")], charged.append, rank))
        await asyncio.to_thread(begun.wait)
        assert len(await model.enrich([message("a", "c")])) == 1
        assert len(await shown) == 1
        whole = time.monotonic() - began
        await model.close()
        return whole

    whole = asyncio.run(asyncio.wait_for(flow(), 60))
    assert order == ["message", "preview"]
    assert len(charged) == 1 and charged[0] <= whole - 0.4


def test_a_short_preview_goes_before_messages_and_a_long_one_or_one_of_many_after_them():
    allowance = Allowance(lambda: 0.0)
    answerer = Answerer(None, None, allowance)
    short, long = asked("mine"), structs.replace(asked("mine"), text="x" * (SHORT + 1))
    assert answerer._rank(short) is Rank.URGENT
    assert answerer._rank(long) is Rank.PATIENT
    allowance.spend(short.person_id, SOME + 0.1)
    assert answerer._rank(short) is Rank.PATIENT
    assert answerer._rank(structs.replace(short, person_id="another")) is Rank.URGENT
    allowance.spend(short.person_id, BURST)
    assert answerer._rank(short) is Rank.BULK
