"""Clocks of hosts that differ by an hour: waits are measured, not compared."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from msgspec import structs

from tests.worker.test_process import Installation, message, until
from wire.broker.streams import BODY, HURRIED, MESSAGES, stream
from wire.contracts.codec import encode


@pytest.mark.parametrize("ahead", [3600, -3600, 0])
def test_the_wait_of_a_message_is_true_whatever_the_clock_that_queued_it(broker_url, tmp_path, ahead):
    installation = Installation(broker_url, tmp_path)
    queued = datetime.now(UTC) + timedelta(seconds=ahead)
    five_ago = f"{int((time.time() - 5) * 1000)}-0"
    work = structs.replace(message("text", "c"), queued_at=queued)
    installation.broker.xadd(stream(MESSAGES, 0), {BODY: encode(work)}, id=five_ago)
    again = structs.replace(work, message_id="again", text="again", held=100.0)
    installation.broker.xadd(stream(HURRIED, 0), {BODY: encode(again)})
    bad = structs.replace(work, message_id="bad", text="raise", held=200.0)
    installation.broker.xadd(stream(HURRIED, 0), {BODY: encode(bad)})
    with installation.worker(DUOLOGUE_MAX_DELIVERIES="1"):
        until(lambda: len(installation.enriched()) == 3)
    waits = {
        one.message_id: (one.enriched_at - one.queued_at).total_seconds() for one in installation.enriched()
    }
    assert 5 <= waits["text"] < 95, waits
    assert 100 <= waits["again"] < 195, waits
    assert 200 <= waits["bad"] < 300, waits
