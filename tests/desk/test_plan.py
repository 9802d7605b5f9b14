"""Who is given what: order, tiers, capacities."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from service.desk.routing.plan import Free, Waiting, planned

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def given_to(waiting, agents):
    return dict(planned(waiting, agents, NOW))


def ago(minutes):
    return NOW - timedelta(minutes=minutes)


def test_language_comes_before_skill_before_anyone():
    ask = [Waiting("a", "es", frozenset({"returns"}))]
    speaks = Free("speaks", 3, 2, languages=frozenset({"es"}))
    knows = Free("knows", 3, 1, skills=frozenset({"returns"}))
    other = Free("other", 3, 0)
    assert given_to(ask, [other, knows, speaks]) == {"a": "speaks"}
    assert given_to(ask, [other, knows]) == {"a": "knows"}
    assert given_to(ask, [other]) == {"a": "other"}


def test_less_work_comes_before_longer_idle():
    agents = [Free("busy", 5, 2, ago(90)), Free("late", 5, 1, ago(5)), Free("early", 5, 1, ago(30))]
    assert given_to([Waiting("a", "es")], agents) == {"a": "early"}
    agents = [Free("old", 5, 0, ago(90)), Free("new", 5, 0)]
    assert given_to([Waiting("a", "es")], agents) == {"a": "new"}, "who never had any"


def test_members_alone_serve_a_queue_and_others_are_not_held_up():
    for members in ({"away"}, ()):
        ask = [Waiting("a", "es", members=frozenset(members)), Waiting("b", "es")]
        assert given_to(ask, [Free("here", 1)]) == {"b": "here"}


def test_who_gave_it_back_does_not_get_it_again():
    ask = [Waiting("a", "es", left_by="here"), Waiting("b", "es")]
    assert given_to(ask, [Free("here", 5)]) == {"b": "here"}
    assert given_to(ask[:1], [Free("here", 5), Free("other", 5, 4)]) == {"a": "other"}


WAITING = st.lists(
    st.builds(
        Waiting,
        id=st.uuids().map(str),
        language=st.sampled_from(["es", "pt", "fr"]),
        skills=st.frozensets(st.sampled_from(["a", "b"])),
        members=st.none() | st.frozensets(st.sampled_from(["0", "1", "2"])),
    ),
    max_size=12,
)


@st.composite
def teams(draw):
    return [
        Free(
            str(number),
            draw(st.integers(0, 4)),
            draw(st.integers(0, 4)),
            languages=draw(st.frozensets(st.sampled_from(["es", "pt"]))),
            skills=draw(st.frozensets(st.sampled_from(["a", "b"]))),
        )
        for number in range(draw(st.integers(0, 4)))
    ]


@given(WAITING, teams())
def test_nobody_gets_too_much_and_nothing_waits_for_whom_there_is_room(waiting, team):
    room = {one.id: max(0, one.capacity - one.load) for one in team}
    pairs = planned(waiting, team, NOW)
    order = [one.id for one in waiting]
    assert [one for one, _ in pairs] == [one for one in order if one in dict(pairs)], "in their order, once"
    for _, agent in pairs:
        room[agent] -= 1
    assert all(left >= 0 for left in room.values())
    for one in waiting:
        serves = room if one.members is None else one.members
        able = [agent for agent, left in room.items() if left and agent in serves]
        assert one.id in dict(pairs) or not able
