"""Joining enrichments: whatever comes, in whatever order, the best that was known stays."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from service.enrichment.annotations import MOST
from service.enrichment.merge import made_at, merge
from service.models import Enrichment
from wire.contracts.events import Annotation, Enriched, Problem, Translation

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


def topic(label, model="topics@1", **more):
    return Annotation(task="topic", model=model, label=label, **more)


OF_UNKNOWN_TASK = Annotation(task="irony", target="en", model="x", detail={"where": [1, 2]})


def test_annotations_of_any_task_stay_and_the_newer_of_one_key_wins():
    events = [
        found(1, annotations=(topic("meeting"), OF_UNKNOWN_TASK)),
        found(2, annotations=(topic("payment"), topic("travel", model="topics@2"))),
        found(3),
        found(4, status="failed", problem=Problem(code="engine_error", message="Broken.")),
    ]
    for order in permutations(events):
        known = apply(order)
        stamped = {one.key: (one.label, one.made_at - START) for one in known.annotations}
        assert stamped == {
            ("topic", "", "topics@1"): ("payment", timedelta(seconds=2)),
            ("topic", "", "topics@2"): ("travel", timedelta(seconds=2)),
            ("irony", "en", "x"): (None, timedelta(seconds=1)),
        }
        assert known.annotations[0].detail == {"where": [1, 2]}, "oldest first"
        assert apply([*order, *order]) == known


def test_the_same_found_again_later_changes_nothing():
    known = apply([found(1, annotations=(topic("meeting", probability=0.5),))])
    assert apply([found(n, annotations=(topic("meeting", probability=0.5),)) for n in (1, 5)]) == known


@pytest.mark.parametrize(
    "one",
    [
        Annotation(task="t" * 65, model="m"),
        Annotation(task="t", target="x" * 36, model="m"),
        Annotation(task="t", model="m" * 201),
        Annotation(task="t", model="m", label="l" * 65),
        Annotation(task="t", model="m", detail={"much": "x" * 5000}),
    ],
    ids=lambda one: f"{one.task[:2]}-{len(one.label or '')}",
)
def test_what_is_too_large_is_left_out_and_the_rest_is_kept(one, caplog):
    known = apply([found(1, annotations=(one, topic("meeting")))])
    assert [kept.label for kept in known.annotations] == ["meeting"]
    assert "too large" in caplog.text


def test_a_message_has_so_many_annotations_and_no_more_and_the_first_stay():
    many = tuple(Annotation(task=f"t{n:02}", model="m", label="first") for n in range(MOST))
    known = apply([found(1, annotations=many), found(2, annotations=(topic("meeting"),))])
    assert len(known.annotations) == MOST
    later = tuple(Annotation(task=f"t{n:02}", model="m", label="later") for n in range(MOST))
    again = apply([found(1, annotations=many), found(2, annotations=later)])
    assert {one.label for one in again.annotations} == {"later"}, "what is there can still be found anew"
