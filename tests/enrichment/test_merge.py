"""Joining enrichments: whatever comes, in whatever order, the best that was known stays."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from service.enrichment.merge import made_at, merge
from service.models import Enrichment
from wire.contracts.events import Enriched, Problem, Translation

START = datetime(2026, 1, 1, tzinfo=UTC)


def found(second, status="done", **values):
    return Enriched(
        message_id="m", conversation_id="c", author_id="a", status=status, posted_at=START, queued_at=START,
        enriched_at=START + timedelta(seconds=second), **values,
    )  # fmt: skip


def done(text):
    return Translation(status="done", text=text)


NO = Translation(status="unsupported", reason="unsupported_pair")
EVENTS = (
    found(1, translations={"en": done("first"), "es": NO}, language="pt"),
    found(2, translations={"en": done("second"), "de": done("zweites")}),
    found(3, status="failed", problem=Problem(code="engine_error", message="Broken.")),
)


def apply(events):
    known, at = Enrichment(), START
    for one in events:
        known, at = merge(known, at, one), made_at(at, one)
    return known


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_any_order_ends_the_same(order):
    events = [EVENTS[number] for number in order]
    known = apply(events)
    assert known.status == "done" and known.problem is None and known.language == "pt"
    assert known.translations == {"en": done("second"), "de": done("zweites"), "es": NO}
    assert apply([*events, *events]) == known, "all of it once more changes nothing"


def test_a_worse_translation_never_replaces_a_better_one():
    failed = Translation(status="failed", reason="engine_error")
    known = apply([EVENTS[0], found(9, translations={"en": NO, "es": failed})])
    assert known.translations == {"en": done("first"), "es": NO}


def test_a_failure_alone_is_told_with_its_cause():
    known = apply([EVENTS[2]])
    assert (known.status, known.problem.code) == ("failed", "engine_error")
    assert apply([EVENTS[2], EVENTS[0]]).status == "done"


def test_what_was_given_stays_while_the_worker_is_out():
    reply = Translation(status="done", text="Oi!", engine="reply")
    known = merge(Enrichment(translations={"pt": reply}), START, EVENTS[2])
    assert (known.status, known.translations) == ("failed", {"pt": reply})
