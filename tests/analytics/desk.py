"""Conversations at a desk, told step by step, and what a plain loop over their events makes of them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import polars as pl

from analytics.reading import dedup
from analytics.rows import rows_of
from analytics.schema import ACTIVITY, MESSAGES, SCHEMAS
from tests.analytics.world import START
from wire.contracts.activity import Activity
from wire.contracts.events import MessagePosted

KINDS = {"asked": "contact", "answered": "account", "told": "bot", "note": "account"}
ACTS = {
    "assigned": "conversation_assigned",
    "transferred": "conversation_transferred",
    "released": "conversation_released",
    "reopened": "conversation_reopened",
    "resolved": "conversation_resolved",
    "snoozed": "conversation_snoozed",
    "opened": "conversation_opened",
    "handed_over": "handed_over",
    "rated": "rated",
    "changed": "rating_changed",
}
STEPS = [*KINDS, *(one for one in ACTS if one != "opened")]
ORDER = {"reopened": 0, "assigned": 1, "transferred": 1, "released": 1, "handed_over": 3, "snoozed": 3}
ORDER |= {"resolved": 4, "rated": 5, "changed": 5}


@dataclass
class Desk:
    """Collects events; `step` is one of `STEPS` or "opened", `at` minutes after `start`."""

    start: datetime = START
    organisation: str | None = "casa"
    events: list = field(default_factory=list)

    def step(self, step, at, who=None, *, conversation="c1", language="es", channel=None, score=None):
        when, number = self.start + timedelta(minutes=at), len(self.events)
        shared = {"conversation_id": conversation, "organisation_id": self.organisation}
        if step in KINDS:
            event = MessagePosted(
                message_id=f"{conversation}-m{number:05}", seq=number, author_id=who or "ana", text="a b",
                author_kind=KINDS[step], kind="note" if step == "note" else "text", language=language,
                targets=("en",), posted_at=when, queued_at=when, **shared,
            )  # fmt: skip
        else:
            given = who if step in ("assigned", "transferred") else None
            event = Activity(
                id=f"{conversation}-a{number:05}", kind=ACTS[step], at=when, person_id="by",
                assignee_id=given, channel_id=channel, score=score, **shared,
            )  # fmt: skip
        self.events.append((step, event))
        return self

    def frames(self, order=None):
        """Messages and activity as the lake gives them; `order`: numbers of events as they are delivered."""
        rows = {MESSAGES: [], ACTIVITY: []}
        for entry, number in enumerate(order if order is not None else range(len(self.events)), 1):
            for row in rows_of(self.events[number][1], f"{entry}-0"):
                rows[row.table].append(row.values)
        made = [dedup(pl.LazyFrame(rows[one], schema=SCHEMAS[one], orient="row"), one) for one in rows]
        return made[0], made[1]


@dataclass
class Case:
    """One case, as the loop knows it: (step, event, who serves it then), in order."""

    steps: list
    score: int | None = None

    def of(self, *kinds):
        return [one for one in self.steps if one[0] in kinds]


def at_of(event):
    return event.posted_at if isinstance(event, MessagePosted) else event.at


def stories(desk):
    """Steps of each conversation, in order of time."""
    found = {}
    for step, event in desk.events:
        if step not in ("note", "opened"):
            key = (at_of(event), ORDER.get(step, 2), getattr(event, "seq", 0), getattr(event, "id", ""))
            found.setdefault(event.conversation_id, []).append((key, step, event))
    return {name: [one[1:] for one in sorted(story, key=lambda one: one[0])] for name, story in found.items()}


def cases_of(story):
    found, case, server, over = [], None, None, None
    last = None  # the case that was resolved last; None where nothing of that time was one
    for step, event in story:
        if step in ("rated", "changed"):
            if last is not None:
                last.score = event.score
            continue
        if step in ("assigned", "transferred"):
            server = event.assignee_id
        elif step == "released":
            server = None
        if case is None and step in (("asked", "reopened") if over else ("asked", "answered", "told")):
            case = Case([])
            found.append(case)
        if case is not None:
            case.steps.append((step, event, server))
        if step == "resolved":
            case, over, last = None, True, case
    return found


def told(case, later, run):
    """The columns of `analytics.metrics.cases.cases`. `run(a, b)`: seconds of the clock between two
    instants.
    """
    steps = case.steps
    done = steps[-1][0] == "resolved"
    talk = case.of("asked", "answered")
    answers, asked = case.of("answered"), case.of("asked")
    mine = bool(talk) and talk[0][0] == "asked"
    led = phase_walk(case, run)[1]
    times = phase_walk(case, run)[0]
    human = any(
        step in ("assigned", "transferred", "answered", "handed_over") or server for step, _, server in steps
    )
    last = case.of("asked", "answered", "told")
    turns = sum(one[0] == "answered" and (n == 0 or talk[n - 1][0] == "asked") for n, one in enumerate(talk))
    first = run(at_of(asked[0][1]), at_of(answers[0][1])) if mine and answers else None
    total = run(at_of(steps[0][1]), at_of(steps[-1][1])) if done else None
    return {
        "at": at_of(steps[0][1]),
        "resolved_at": at_of(steps[-1][1]) if done else None,
        "by_customer": mine,
        **{one: len(case.of(one)) for one in ("asked", "answered", "told", "snoozed", "transferred")},
        "turns": turns,
        "led": led,
        "handed_over": led and human,
        "last": last[-1][0] if last else None,
        "agent_id": answers[0][1].author_id if answers else None,
        "resolver_id": steps[-1][2] or (answers[-1][1].author_id if answers else None),
        "reopened": later,
        "score": case.score,
        "first_response_s": first,
        "total_s": total,
        **{f"{one}_s": times[one] if done else None for one in times},
    }


def came(case, others):
    """Whether its customer had a case that began before: one of `others`, those before it in its conversation
    first. Null: no customer is known.
    """
    asked = case.of("asked")
    if not asked:
        return None
    who, at = asked[0][1].author_id, at_of(case.steps[0][1])
    same = asked[0][1].conversation_id
    return any(
        one.steps[0][1].conversation_id == same
        or (one.of("asked") and one.of("asked")[0][1].author_id == who and at_of(one.steps[0][1]) < at)
        for one in others
    )


def phase_walk(case, run):
    """Seconds in each phase, and whether a bot led."""
    human, led = False, False
    for step, _, server in case.steps:
        human = human or bool(server) or step in ("answered", "handed_over")
        led = led or (step == "told" and not human)
    times, waits, human = dict.fromkeys(("bot", "queue", "human", "customer"), 0.0), False, False
    for (step, event, server), after in zip(case.steps, case.steps[1:], strict=False):
        human = human or bool(server) or step in ("answered", "handed_over")
        if step in ("asked", "handed_over"):
            waits = True
        elif step == "answered" or (step == "told" and not human):
            waits = False
        phase = "customer" if not waits else "bot" if led and not human else "human" if server else "queue"
        times[phase] += run(at_of(event), at_of(after[1]))
    return times, led


def turns_of(case, run):
    """The columns of `analytics.metrics.cases.turns`: at, agent_id, wait_s, first."""
    found, talk = [], case.of("asked", "answered")
    for number, (step, event, _) in enumerate(talk):
        if step == "asked" and (number == 0 or talk[number - 1][0] == "answered"):
            after = next((one[1] for one in talk[number:] if one[0] == "answered"), None)
            wait = run(at_of(event), at_of(after)) if after else None
            found.append((at_of(event), after.author_id if after else None, wait, number == 0))
    return found


def calendar(one, other):
    return (other - one).total_seconds()
