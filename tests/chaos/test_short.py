"""A short storm, always the same: what dies in it is drawn from one seed. Long ones: `make chaos`."""

import asyncio

import pytest

from tests.chaos.plan import COUNTS, Plan
from tests.chaos.proxy import Weather
from tests.chaos.quick import quickly
from tests.chaos.run import run
from tests.store.databases import lay_out

pytestmark = pytest.mark.slow

BLOWS, MESSAGES = 14, 60


def test_nothing_acknowledged_is_lost_doubled_or_out_of_order_whatever_dies(tmp_path):
    lay_out(tmp_path / "home")
    plan = Plan(
        folder=tmp_path,
        seed=14,
        seconds=120,
        blows=BLOWS,
        messages=MESSAGES,
        pairs=2,
        visitors=1,
        between=(0.5, 1.5),
        weather=Weather(lasts=(2.0, 8.0), still=(0.5, 2.0)),
        counts=COUNTS | {"serve": 2},
        starter=quickly,
        rolling=True,
        patience=120,
    )
    ledger = asyncio.run(run(plan))
    assert not +ledger.faults, ledger.told()
    assert len(ledger) >= MESSAGES, ledger.told()
    assert any(count for name, count in ledger.done.items() if name.startswith("killed")), ledger.told()
