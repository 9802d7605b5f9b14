"""What is due when, from how a conversation stands."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from service.desk import states
from service.desk.routing.hours import Hours, Opening, calendar_of
from service.desk.routing.promises import Sla, Terms, due, looked, timed
from service.desk.states import Handling

MONDAY = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)  # nine in Lisbon
WEEKDAYS = tuple(Opening(day, "09:00", "18:00") for day in range(1, 6))
LISBON = calendar_of(Hours(zone="Europe/Lisbon", week=WEEKDAYS))
PROMISED = Sla(first_response_minutes=60, next_response_minutes=30, resolution_minutes=600, warn_minutes=10)
TERMS = Terms(LISBON, PROMISED)
BUSINESS = Terms(LISBON, msgspec.structs.replace(PROMISED, clock="business"))


def at(minutes):
    return MONDAY + timedelta(minutes=minutes)


def told(handling):
    return handling.due_kind, handling.due_at, handling.look_at


def test_a_conversation_from_its_first_message_to_the_next_one_after_it():
    waits = timed(states.asked(Handling(), at(0)), TERMS)
    assert told(waits) == ("first_response", at(60), at(50))
    assert timed(states.asked(waits, at(20)), TERMS) == waits, "who writes again waits since they first did"
    answered = timed(states.answered(waits, "ben", at(30)), TERMS)
    assert told(answered) == ("resolution", at(600), at(590))
    again = timed(states.asked(answered, at(100)), TERMS)
    assert told(again) == ("next_response", at(130), at(120))
    aside = timed(states.snoozed(again, at(900)), TERMS)
    assert told(aside) == told(again), "putting aside answers nobody"
    done = timed(states.resolved(again, at(140)), TERMS)
    assert told(done) == (None, None, None)
    anew = timed(states.asked(done, at(5000)), TERMS)
    assert told(anew) == ("next_response", at(5030), at(5020))
    assert due(states.answered(anew, "ben", at(5001)), TERMS).at == at(5600), "it is not open since long ago"


@pytest.mark.parametrize(
    ("asked", "due_at", "look_at", "closed"),
    [
        ("2026-06-01T09:00+01:00", "2026-06-01T10:00+01:00", "2026-06-01T09:50+01:00", False),
        ("2026-06-05T17:30+01:00", "2026-06-08T09:30+01:00", "2026-06-08T09:20+01:00", False),
        ("2026-06-06T12:00+01:00", "2026-06-08T10:00+01:00", "2026-06-08T09:50+01:00", True),
        ("2026-10-23T17:30+01:00", "2026-10-26T09:30+00:00", "2026-10-26T09:20+00:00", False),
    ],
)
def test_minutes_of_business_are_minutes_of_office_hours(asked, due_at, look_at, closed):
    waits = timed(states.asked(Handling(), datetime.fromisoformat(asked)), BUSINESS)
    assert told(waits) == ("first_response", *map(datetime.fromisoformat, (due_at, look_at)))
    assert BUSINESS.closed_at(datetime.fromisoformat(asked)) == closed


def test_nothing_is_due_while_a_bot_leads_and_all_counts_when_it_hands_over():
    led = timed(states.asked(Handling(), at(0), bot=True), TERMS)
    assert (led.state, *told(led)) == ("pending", None, None, None)
    assert told(timed(states.handed_over(led), TERMS)) == ("first_response", at(60), at(50))


def test_without_office_hours_a_minute_is_a_minute():
    waits = timed(states.asked(Handling(), at(0)), Terms(None, BUSINESS.sla))
    assert told(waits) == ("first_response", at(60), at(50))
    assert not Terms(None, BUSINESS.sla).closed_at(at(0))


def test_what_is_not_promised_is_never_due():
    waits = states.asked(Handling(), at(0))
    assert told(timed(waits, Terms(LISBON))) == (None, None, None)
    assert told(timed(Handling(), TERMS)) == (None, None, None), "nobody waits"


def test_agents_are_warned_once_and_told_once():
    waits = timed(states.asked(Handling(), at(0)), TERMS)
    assert looked(waits, TERMS, at(49)) == waits
    warned = looked(waits, TERMS, at(50))
    assert (warned.alerted, warned.look_at) == ("warning", at(60))
    assert looked(warned, TERMS, at(59)) == warned
    broken = looked(warned, TERMS, at(60))
    assert (broken.alerted, broken.look_at) == ("breach", None)
    assert looked(broken, TERMS, at(500)) == broken
    assert looked(waits, TERMS, at(61)) == broken, "both have passed: it is too late to warn"
    after = timed(states.answered(broken, "ben", at(70)), TERMS)
    assert (after.alerted, after.look_at) == (None, at(590)), "another promise"


def test_other_terms_reckon_anew():
    waits = looked(timed(states.asked(Handling(), at(0)), TERMS), TERMS, at(55))
    stricter = Terms(None, Sla(first_response_minutes=20))
    found = looked(waits, stricter, at(56))
    assert (found.due_at, found.alerted) == (at(20), "breach")
    milder = Terms(None, Sla(first_response_minutes=120))
    found = looked(waits, milder, at(56))
    assert (found.due_at, found.alerted, found.look_at) == (at(120), None, at(120)), "nobody is warned"
