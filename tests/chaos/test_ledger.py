"""The ledger finds what it is there to find."""

import pytest

from tests.chaos.ledger import NOTE, Ledger, Said, Seen, text_of

SAID = [Said("t", "ana", number, f"a.0.{number}", number) for number in range(1, 4)]
FINE = [Seen(one.client_id, one.seq, f"hello #{one.client_id}", "done") for one in SAID]


def changed(place, **fields):
    found = list(FINE)
    old = {name: getattr(found[place], name) for name in Seen.__struct_fields__}
    found[place] = Seen(**old | fields)
    return found


@pytest.fixture
def ledger():
    made = Ledger()
    for one in SAID:
        made.acknowledge(one)
    return made


@pytest.mark.parametrize(
    ("found", "fault"),
    [
        (FINE[:2], "lost"),
        ([*FINE, Seen("a.0.2", 4, "hello #a.0.2", "done")], "doubled"),
        ([FINE[0], *changed(1, seq=3)[1:2], *changed(2, seq=2)[2:]], "out of order"),
        (changed(2, seq=4), "gaps"),
        (changed(1, seq=5), "at another place than was said"),
        (changed(1, text="something else"), "not as it was written"),
        (changed(1, text=text_of("a.0.3", "en", common=True)), "not as it was written"),
        (changed(1, status="pending"), "not understood"),
    ],
)
def test_each_fault_is_found(ledger, found, fault):
    ledger.check("t", found)
    assert ledger.faults[fault] == 1


def test_nothing_is_found_where_all_is_well(ledger):
    ledger.check("t", FINE)
    assert not +ledger.faults


def test_what_others_say_too_is_as_it_was_written(ledger):
    ledger.check("t", changed(1, text=text_of("a.0.2", "pt", common=True)))
    assert not +ledger.faults


def test_a_visitor_lacks_notes_and_must_not_see_one(ledger):
    ledger.acknowledge(Said("t", "nora", 1, "n.0.1", 4, "note"))
    ledger.check("t", FINE, whole=False)
    assert not +ledger.faults
    ledger.check("t", [*FINE, Seen("n.0.1", 4, f"{NOTE} #n.0.1", "done", "note")], whole=False)
    assert ledger.faults["notes shown"] == 1


def test_a_later_run_knows_what_was_said_before_and_passes_over_a_line_that_was_cut_off(tmp_path):
    file = tmp_path / "ledger"
    first = Ledger(file)
    for one in SAID:
        first.acknowledge(one)
    with file.open("ab") as more:
        more.write(b'["t","ana",4,"a.0')
    later = Ledger(file)
    assert (len(later), later.before, later.next_number("t", "ana")) == (3, 3, 4)
    later.acknowledge(Said("t", "ana", 4, "a.1.4", 4))
    assert len(Ledger(file)) == 4
    later.check("t", FINE[1:])
    assert later.faults["lost"] == 2
