"""The load generator, a process of its own: reads a plan and then orders from stdin, answers each by a line.

Open loop: messages go out when they are due, whether or not earlier ones have been answered, and latency
counts from when a message was due. A server that stalls is not asked less, and its stall is in the figures.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import sys
import time
from time import perf_counter

import msgspec
import uvloop

from benchmarks.peers.clients.base import Client, client_of
from benchmarks.peers.ledger import Ledger, quantile
from benchmarks.peers.steps import Order, Plan, Step

FULL = 4.0
"""Seconds of messages that may be on their way; with more, the server plainly does not follow."""
AT_ONCE = 32
"""Messages sent before the loop looks for what has come."""


async def main() -> None:
    plan = msgspec.json.decode(sys.stdin.buffer.readline(), type=Plan)
    ledger = Ledger(len(plan.pairs))
    client = client_of(plan, ledger)
    await client.connect()
    _say({"ready": len(plan.pairs)})
    gc.collect()
    gc.freeze()
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.buffer.readline):
        _say(await run(client, ledger, msgspec.json.decode(line, type=Order)))
    await client.close()


async def run(client: Client, ledger: Ledger, order: Order) -> Step:
    """One order, until all has come or the time to wait for it is over."""
    ledger.begin()
    ledger.limit = order.limit_ms / 1000
    used, began = time.process_time(), perf_counter() + 0.05
    was_cut = await _pace(client, ledger, order, began)
    await _drain(ledger, order.drain)
    took = perf_counter() - began
    return _step(ledger, order, began + order.warm_up, was_cut, (time.process_time() - used) / took, took)


async def _pace(client: Client, ledger: Ledger, order: Order, began: float) -> bool:
    """Send each message when it is due; whether the step was cut."""
    total = round(order.rate * (order.warm_up + order.seconds))
    for number in range(total):
        due = began + number / order.rate
        if (wait := due - perf_counter()) > 0:
            await asyncio.sleep(wait)
        elif number % AT_ONCE == 0:
            await asyncio.sleep(0)
        one = ledger.send(due)
        client.send(one % ledger.pairs, one)
        if order.cut and number % 16 == 0 and _hopeless(ledger, order, began, total):
            return True
    return False


def _hopeless(ledger: Ledger, order: Order, began: float, total: int) -> bool:
    """Over 1 % of the whole step is late already, or the server is plainly full."""
    overdue = (perf_counter() - began - ledger.limit) * order.rate - ledger.received
    late = ledger.late + max(0.0, overdue)
    return late > 0.01 * total + 1 or ledger.open > max(200.0, FULL * order.rate)


async def _drain(ledger: Ledger, seconds: float) -> None:
    end = perf_counter() + seconds
    while ledger.open and perf_counter() < end:  # noqa: ASYNC110 - clients tell the ledger, which only counts
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.05)  # a message that comes twice has a moment to do so


def _step(ledger: Ledger, order: Order, since: float, was_cut: bool, cpu: float, took: float) -> Step:
    since = 0.0 if was_cut else since
    acks, arrivals = ledger.waits(ledger.acks, since), ledger.waits(ledger.arrivals, since)
    return Step(
        rate=order.rate,
        sent=len(ledger.due),
        acked=ledger.acked,
        received=ledger.received,
        refused=len(ledger.refusals),
        doubled=ledger.doubled,
        disordered=ledger.disordered,
        strays=ledger.strays,
        ack_p50=round(quantile(acks, 0.5), 3),
        ack_p99=round(quantile(acks, 0.99), 3),
        p50=round(quantile(arrivals, 0.5), 3),
        p99=round(quantile(arrivals, 0.99), 3),
        lag_p99=round(quantile(ledger.lags, 0.99) * 1000, 3),
        generator_cpu=round(cpu, 3),
        seconds=round(took, 3),
        was_cut=was_cut,
    )


def _say(what: object) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(what) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    with contextlib.suppress(OSError):  # it has to be on time; where it may not go first, the lag is told
        os.nice(-5)
    uvloop.run(main())
