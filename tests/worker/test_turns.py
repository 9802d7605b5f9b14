"""Whose turn it is: the urgent first, let in between steps, and nobody waits for ever."""

from nlp.worker.allowance import BURST, RATE, Allowance
from nlp.worker.turns import MOST_DUE, SHARE, Rank, Turns


class Clock:
    """Time that passes when work says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Thread:
    """Turns, and what was done in which order."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.turns = Turns(self.clock)
        self.done: list[str] = []
        self.spent = dict.fromkeys(Rank, 0.0)

    def piece(self, rank: Rank, name: str, steps: int = 1, each: float = 0.1) -> None:
        def work() -> None:
            for number in range(steps):
                if number:
                    self.turns.yield_to_urgent(lambda: None)
                self.clock.now += each
                self.spent[rank] += each
            self.done.append(name)

        self.turns.add(rank, work)

    def run(self, most: int = 10_000) -> None:
        for _ in range(most):
            self.turns.next()


def test_the_urgent_goes_first_then_the_usual_then_bulk_each_in_order():
    thread = Thread()
    for number in range(2):
        for rank in reversed(Rank):
            thread.piece(rank, f"{rank.name} {number}")
    thread.run()
    assert thread.done == [f"{rank.name} {number}" for rank in Rank for number in range(2)]


def test_what_goes_first_is_let_in_between_the_steps_of_bulk():
    thread = Thread()
    thread.piece(Rank.BULK, "long", steps=20)
    begun = thread.turns._waiting[Rank.BULK][0]

    def begin() -> None:
        thread.piece(Rank.USUAL, "usual")
        thread.piece(Rank.URGENT, "urgent")
        begun()

    thread.turns._waiting[Rank.BULK][0] = begin
    thread.run(1)
    assert thread.done == ["urgent", "usual", "long"]


def test_bulk_is_not_let_into_anything_and_usual_not_into_usual():
    thread = Thread()
    thread.piece(Rank.USUAL, "first", steps=20)
    thread.piece(Rank.USUAL, "second")
    thread.piece(Rank.BULK, "bulk")
    thread.run()
    assert thread.done == ["first", "second", "bulk"]


def test_whatever_the_load_all_that_wait_get_their_share():
    """Every rank has endless work: a hundred seconds of the thread are shared out as promised."""
    thread = Thread()
    for number in range(3000):
        for rank in Rank:
            thread.piece(rank, f"{rank.name} {number}", steps=1 if rank is not Rank.BULK else 30)
    while thread.clock.now < 100:
        thread.turns.next()
    total = thread.clock.now
    for rank, share in SHARE.items():
        least = share / (1 + sum(SHARE.values()))
        assert thread.spent[rank] > 0.8 * least * total, rank.name
    assert sorted(thread.spent.values(), reverse=True) == [thread.spent[rank] for rank in Rank]


def test_nothing_is_saved_up_while_nothing_waits():
    thread = Thread()
    for number in range(1000):
        thread.piece(Rank.URGENT, str(number))
    thread.run()
    thread.piece(Rank.BULK, "bulk")
    thread.piece(Rank.URGENT, "urgent")
    thread.run()
    assert thread.done[-2:] == ["urgent", "bulk"]
    assert max(thread.turns._due.values()) <= MOST_DUE


def test_an_allowance_is_used_up_and_comes_back():
    clock = Clock()
    allowance = Allowance(clock)
    for _ in range(6):
        allowance.spend("a", 1.0)
    assert allowance.is_over("a") and not allowance.is_over("b")
    assert allowance.used("a") > allowance.used("b") == 0.0
    clock.now += (6.0 - BURST) / RATE + 0.1
    assert not allowance.is_over("a")
