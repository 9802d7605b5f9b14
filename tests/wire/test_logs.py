"""Logs: JSON with ids for machines, lines for people, and of errors never what somebody wrote."""

import asyncio
import io
import json
import logging
import subprocess
import sys

import pytest

from wire.contracts.trail import current, following, new_request_id, read_request_id
from wire.observability.logs import formatter

CANARY = "canary that somebody wrote"


@pytest.fixture
def told():
    """A logger whose lines are kept, and what it said: JSON, a dict a line."""
    out, log = io.StringIO(), logging.getLogger("tests.told")
    handler = logging.StreamHandler(out)
    handler.setFormatter(formatter("serve", for_people=False))
    log.addHandler(handler)
    log.setLevel("DEBUG")
    log.propagate = False
    yield log, lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    log.removeHandler(handler)
    log.propagate = True


def test_a_line_has_part_time_level_and_the_ids_of_what_it_belongs_to(told):
    log, lines = told
    with following(request_id="a" * 32):
        log.info("posted %s", 1, extra={"message_id": "m", "text": CANARY})
    log.warning("outside")
    inside, outside = lines()
    assert inside["event"] == "posted 1" and inside["part"] == "serve" and inside["level"] == "info"
    assert (
        inside["request_id"] == "a" * 32 and inside["message_id"] == "m" and inside["timestamp"].endswith("Z")
    )
    assert "request_id" not in outside
    assert CANARY not in json.dumps([inside, outside]), "no field that is not on the list"


def test_of_an_error_kinds_and_places_are_told_and_no_text(told):
    log, lines = told

    def deep():
        try:
            raise ExceptionGroup(CANARY, [KeyError(CANARY), ValueError(CANARY)])
        except ExceptionGroup as error:
            raise RuntimeError(f"{CANARY}!") from error

    try:
        deep()
    except RuntimeError:
        log.exception("it failed")
    (line,) = lines()
    assert CANARY not in json.dumps(line)
    for kind in ("RuntimeError", "ExceptionGroup", "KeyError", "ValueError"):
        assert f"builtins.{kind}" in line["error"]
    assert "deep" in line["error"]


def test_an_error_that_nobody_awaits_is_told_without_its_text(told):
    log, lines = told
    asyncio_log = logging.getLogger("asyncio")
    asyncio_log.addHandler(log.handlers[0])

    async def flow():
        asyncio.get_running_loop().call_exception_handler(
            {
                "message": "Task exception was never retrieved",
                "future": CANARY,
                "exception": ValueError(CANARY),
            }
        )

    try:
        asyncio.run(flow())
    finally:
        asyncio_log.removeHandler(log.handlers[0])
    assert CANARY not in json.dumps(lines())
    assert lines()[-1]["event"] == "Task exception was never retrieved"


def test_what_ends_a_process_is_told_without_its_text():
    script = (
        "from wire.observability.logs import configure\n"
        f"configure('INFO', 'worker')\nraise ValueError({CANARY!r}[:6] + ' private')"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    line = json.loads(done.stderr.splitlines()[-1])
    assert line["level"] == "critical" and "ValueError" in line["error"] and line["part"] == "worker"
    assert "canary private" not in done.stderr


def test_people_get_lines():
    record = logging.LogRecord("x", logging.INFO, __file__, 1, "ready at %s", ("here",), None)
    line = formatter("serve", for_people=True).format(record)
    assert "ready at here" in line and not line.startswith("{")


def test_ids_of_clients_are_taken_only_where_they_are_ids():
    good = new_request_id()
    assert read_request_id(good) == good
    for bad in ("", "0" * 32, CANARY, good + "x", good.upper().replace("A", "Z")):
        assert read_request_id(bad) not in (bad, good)
    with following(request_id="a"), following(message_id="m", request_id=None):
        assert current() == {"request_id": "a", "message_id": "m"}
    assert current() == {}
