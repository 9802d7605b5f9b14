"""Cases and turns of support work, held against a plain loop over the same events, and by golden stories."""

import random
from datetime import time, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.metrics import support
from analytics.metrics.cases import PHASES, cases, turns
from analytics.metrics.figures import share, spread
from analytics.metrics.hours import CALENDAR, BusinessClock, Hours
from analytics.metrics.steps import steps
from analytics.metrics.zones import wall
from tests.analytics import desk as model
from tests.analytics.desk import STEPS, Desk
from tests.analytics.world import START

OPEN = Hours("Europe/Berlin", tuple((day, time(9), time(17, 30)) for day in range(1, 6)))
SINCE, UNTIL = START - timedelta(days=1), START + timedelta(days=12)


def minutes_open():
    """How many minutes it was open up to each minute from `SINCE` on: the clock looked at every minute."""
    ran, at = [0], SINCE
    while at < UNTIL:
        shown = wall(at, ZoneInfo(OPEN.zone))
        ran.append(ran[-1] + (shown.isoweekday() < 6 and time(9) <= shown.time() < time(17, 30)))
        at += timedelta(minutes=1)
    return ran


@pytest.fixture(scope="module")
def business():
    ran = minutes_open()

    def run(one, other):
        return 60.0 * (
            ran[(other - SINCE) // timedelta(minutes=1)] - ran[(one - SINCE) // timedelta(minutes=1)]
        )

    return BusinessClock(OPEN, SINCE, UNTIL), run


STORY = st.lists(st.tuples(st.sampled_from(STEPS), st.integers(-3, 600), st.sampled_from("xyz")), max_size=25)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(told=st.lists(STORY, min_size=1, max_size=12), seed=st.integers(0, 99))
def test_cases_and_turns_are_those_of_a_plain_loop_in_whatever_order_events_come(business, told, seed):
    desk = Desk()
    for number, story in enumerate(told):
        at = 0
        for step, gap, who in story:
            at = max(0, at + gap)
            desk.step(step, at, who, conversation=f"c{number}", score=1 + at % 5)
    order = [*range(len(desk.events)), *range(0, len(desk.events), 3)]
    random.Random(seed).shuffle(order)
    for clock, run in ((CALENDAR, model.calendar), business):
        check(desk, order, clock, run)


def check(desk, order, clock, run):
    done = steps(*desk.frames(order)).collect().lazy()
    wanted_cases, wanted_turns = [], []
    every = {name: model.cases_of(story) for name, story in model.stories(desk).items()}
    for name, story in sorted(model.stories(desk).items()):
        found = model.cases_of(story)
        before = [one for other, some in every.items() if other != name for one in some]
        for number, case in enumerate(found):
            later = number + 1 < len(found)
            came = model.came(case, [*found[:number], *before])
            wanted_cases.append(
                {"conversation_id": name, "case": number, "returning": came} | model.told(case, later, run)
            )
            wanted_turns += [(name, number, *one) for one in model.turns_of(case, run)]
    told = cases(done, clock).collect()
    names = list(wanted_cases[0]) if wanted_cases else []
    assert told.select(names).to_dicts() == wanted_cases
    columns = ("conversation_id", "case", "at", "agent_id", "wait_s", "first")
    assert turns(done, clock).select(columns).collect().rows() == wanted_turns
    parts = told.select(*(f"{one}_s" for one in PHASES)).sum_horizontal().to_list()
    totals = told["total_s"].fill_null(0.0).to_list()
    assert parts == pytest.approx(totals)


def cases_told(desk, clock=CALENDAR):
    return cases(steps(*desk.frames()), clock).collect().to_dicts()


def test_a_reopened_case_is_a_new_one_of_ten_minutes_and_not_of_five_days():
    desk = Desk().step("asked", 0).step("answered", 5, "x").step("resolved", 10)
    later = 5 * 24 * 60
    desk.step("reopened", later).step("asked", later).step("answered", later + 4, "y").step(
        "resolved", later + 10
    )
    one, other = cases_told(desk)
    assert (one["total_s"], one["reopened"]) == (600, True)
    assert (other["total_s"], other["first_response_s"], other["agent_id"], other["reopened"]) == (
        600,
        240,
        "y",
        False,
    )


def test_a_bot_does_not_stop_the_clock_and_its_time_is_its_own():
    desk = Desk().step("asked", 0).step("told", 1, "bot").step("asked", 3).step("handed_over", 4)
    desk.step("assigned", 10, "x").step("answered", 12, "x").step("asked", 20).step("resolved", 21)
    (one,) = cases_told(desk)
    assert one["first_response_s"] == 12 * 60
    assert [one[f"{phase}_s"] / 60 for phase in PHASES] == [1 + 1, 6, 2 + 1, 2 + 8]
    assert (one["led"], one["handed_over"], one["last"]) == (True, True, "asked")


def test_after_a_transfer_the_first_answer_stays_the_first_agents_and_the_end_is_the_others():
    desk = (
        Desk().step("asked", 0).step("assigned", 1, "x").step("answered", 2, "x").step("transferred", 3, "y")
    )
    (one,) = cases_told(desk.step("answered", 4, "y").step("resolved", 5))
    assert (one["agent_id"], one["resolver_id"], one["transferred"], one["turns"]) == ("x", "y", 1, 1)


def test_what_an_agent_begins_has_no_first_response_and_what_nobody_answered_is_null_and_not_zero():
    desk = Desk().step("answered", 0, "x").step("asked", 5).step("answered", 9, "x")
    desk.step("asked", 0, conversation="c2")
    begun, waiting = cases_told(desk)
    assert (begun["by_customer"], begun["first_response_s"], begun["total_s"]) == (False, None, None)
    assert (waiting["by_customer"], waiting["first_response_s"], waiting["bot_s"]) == (True, None, None)
    first = spread(support.first_response(cases(steps(*desk.frames())))).collect().to_dicts()
    assert first == [{"count": 0, "mean": None, "median": None, "p90": None}]
    again = turns(steps(*desk.frames())).collect().to_dicts()
    assert [(one["wait_s"], one["first"]) for one in again] == [(240, False), (None, True)]


def test_nothing_at_all_is_no_case_and_every_share_of_it_null():
    none = cases(steps(*Desk().frames()))
    assert none.collect().is_empty() and turns(steps(*Desk().frames())).collect().is_empty()
    for one in (support.one_touch, support.reopened, support.missed, support.dropped, support.handed_over):
        assert share(one(none)).collect().to_dicts() == [{"numerator": 0, "denominator": 0, "share": None}]


def test_a_conversation_with_authors_of_unknown_kind_is_left_out_and_a_direct_one_is_none():
    desk = Desk().step("asked", 0).step("answered", 1, "x")
    (asked, answered) = desk.events
    old = msgspec.structs.replace(answered[1], author_kind=None)
    assert cases_told(Desk(events=[asked, ("answered", old)])) == []
    assert cases_told(Desk(organisation=None).step("asked", 0).step("answered", 1, "x")) == []


def test_shares_count_what_their_definitions_say():
    desk = Desk()
    for name, told in {
        "once": ("asked", "answered", "answered", "resolved"),
        "twice": ("asked", "answered", "asked", "answered", "resolved"),
        "put aside": ("asked", "answered", "snoozed", "resolved"),
        "missed": ("asked", "resolved"),
        "dropped": ("asked", "answered", "asked", "resolved"),
        "bot": ("asked", "told", "resolved"),
        "handed": ("asked", "told", "asked", "answered", "resolved"),
        "open": ("asked", "answered"),
        "ours": ("answered", "resolved"),
        "again": ("asked", "answered", "resolved", "reopened", "asked"),
    }.items():
        for at, step in enumerate(told):
            desk.step(step, at, "x", conversation=name)
    made = cases(steps(*desk.frames())).collect().lazy()
    figures = {
        one.__name__: share(one(made)).collect().row(0)[:2]
        for one in (
            support.one_touch, support.reopened, support.missed, support.dropped, support.handed_over,
            support.bot_resolved, support.transferred,
        )
    }  # fmt: skip
    assert figures == {
        "one_touch": (4, 7),  # once, dropped, handed, ours; not twice, put aside, again
        "reopened": (1, 9),
        "missed": (1, 8),
        "dropped": (1, 8),
        "handed_over": (1, 2),
        "bot_resolved": (1, 2),
        "transferred": (0, 8),
    }


def test_a_bot_that_hands_over_at_once_has_led_and_answered_nothing():
    desk = Desk().step("asked", 0).step("told", 1, "bot").step("handed_over", 1).step("told", 2, "bot")
    (one,) = cases_told(desk.step("resolved", 5))
    assert [one[f"{phase}_s"] / 60 for phase in PHASES] == [1, 4, 0, 0]
    made = cases(steps(*desk.frames()))
    assert share(support.missed(made)).collect().row(0) == (1, 1, 1.0)
    assert share(support.handed_over(made)).collect().row(0) == (1, 1, 1.0)


def test_a_rating_is_the_last_cases_and_counts_as_it_was_said_last():
    desk = Desk().step("asked", 0).step("assigned", 1, "x").step("answered", 2, "x").step("resolved", 3)
    desk.step("rated", 9, score=2).step("asked", 20).step("changed", 25, score=4).step("resolved", 30)
    one, other = cases_told(desk)
    assert (one["score"], one["total_s"], other["score"]) == (4, 180, None)
    made = cases(steps(*desk.frames()))
    assert share(support.satisfied(made)).collect().row(0) == (1, 1, 1.0)
    assert share(support.rated(made)).collect().row(0) == (1, 2, 0.5)
