"""Several candidates: which there are, which is shown, and what nothing is tried for."""

from collections.abc import Sequence

import pytest

from nlp.engines.alphabet import EVERYTHING, Alphabet
from nlp.engines.base import Edge, Rendering
from nlp.errors import EngineMissing
from nlp.tasks.translation.choice.chooser import (
    FEATURES,
    MARGIN,
    Candidate,
    Chooser,
    Weights,
    build_chooser,
    rows,
)
from nlp.tasks.translation.translator import Ask, Translator
from wire.contracts.events import Correction
from wire.contracts.settings import Settings


class Spelling:
    """An engine whose translation names the way; over `fr` it is worse than over `it`."""

    name = "spelling"

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def edges(self) -> tuple[Edge, ...]:
        pairs = {("en", "fr"): 50, ("fr", "es"): 50, ("en", "it"): 48, ("it", "es"): 48, ("en", "pt"): 60}
        return tuple(
            Edge(source=one, target=two, engine=self.name, model="m", quality=quality, cost=0.001)
            for (one, two), quality in pairs.items()
        )

    def alphabet(self, source: str, target: str) -> Alphabet:
        return EVERYTHING

    def translate(self, source: str, target: str, texts: Sequence[str]) -> list[Rendering]:
        self.asked += [(source, target)] * len(texts)
        return [Rendering(text=f"{text} {target}", engine=self.name, model="m") for text in texts]

    def close(self) -> None:
        """Nothing to do."""


class Judged:
    """Sure of what went over `it`, and of nothing else."""

    def judge(self, evidence):
        return [0.9 if "it" in one.translation.split() else 0.3 for one in evidence]


class Second:
    """Chooses the second, and keeps what it saw."""

    def __init__(self) -> None:
        self.seen: list[tuple[Candidate, ...]] = []

    def choose(self, candidates: Sequence[Candidate]) -> int:
        self.seen.append(tuple(candidates))
        return 1


@pytest.fixture
def engine():
    return Spelling()


def made(engine, tmp_path, ask: Ask, chooser, judge=None, **settings):
    translator = Translator(
        [engine], Settings(home=tmp_path, **settings), judge=judge or Judged(), chooser=chooser
    )
    (first,) = translator.translate([ask])
    (again,) = translator.translate([ask])
    assert again == first, "what was chosen is remembered under what was asked"
    return first


def test_a_doubtful_chain_goes_another_way_too_and_says_which_one_is_shown(engine, tmp_path):
    second = Second()
    done = made(engine, tmp_path, Ask("Blorf krumm", "en", "es"), second)
    assert done.route == ("en", "it", "es") and done.confidence == 0.9
    usual, other = second.seen[0]
    assert usual.usual and not other.usual and usual.quality > other.quality
    assert len(second.seen) == 1


def test_the_shipped_weights_take_the_one_that_is_sure(engine, tmp_path):
    done = made(engine, tmp_path, Ask("Blorf krumm", "en", "es"), build_chooser())
    assert done.route == ("en", "it", "es")


def test_one_step_without_another_way_is_tried_clause_by_clause(engine, tmp_path):
    second = Second()
    made(engine, tmp_path, Ask("Blorf krumm plonk, bruk zirp plonk", "en", "pt"), second)
    assert [len(one) for one in second.seen] == [2]
    assert made(engine, tmp_path, Ask("Blorf, bruk, zirp", "en", "pt"), Second()).status == "done"


def test_a_mark_at_the_end_is_no_reason_for_another_try(engine, tmp_path):
    for target, tries in (("pt", []), ("es", [2])):
        for mark in ("", ".", "!"):
            second = Second()
            made(engine, tmp_path, Ask(f"Blorf krumm{mark}", "en", target), second)
            assert [len(one) for one in second.seen] == tries, (target, mark)
    assert made(engine, tmp_path, Ask("Blorf krumm!", "en", "es"), Second()).route == ("en", "it", "es")


def test_nothing_is_tried_where_a_way_is_pinned_or_nobody_chooses(engine, tmp_path):
    second = Second()
    pinned = made(engine, tmp_path, Ask("Blorf", "en", "es"), second, routes=("en-es=en>fr>es",))
    assert (pinned.route, second.seen) == (("en", "fr", "es"), [])
    assert made(engine, tmp_path, Ask("Blorf", "en", "es"), None).route == ("en", "fr", "es")
    assert ("en", "it") not in engine.asked


def test_what_people_corrected_and_what_is_sure_is_left_as_it_is(engine, tmp_path):
    class Sure:
        def judge(self, evidence):
            return [0.99 for _ in evidence]

    second = Second()
    made(engine, tmp_path, Ask("Blorf krumm", "en", "es"), second, Sure())
    memory = (Correction(source="Blorf krumm", target="Hola", source_language="en", target_language="es"),)
    made(engine, tmp_path, Ask("Blorf krumm", "en", "es", memory=memory), second)
    assert second.seen == []


def test_agreement_counts_and_equal_ones_leave_the_usual():
    alike = [Candidate(text="the red house", confidence=0.5, quality=50, usual=one == 0) for one in range(2)]
    odd = Candidate(text="zzz qqq", confidence=0.5, quality=50)
    table = rows([*alike, odd])
    assert len(table[0]) == len(FEATURES)
    assert table[0][1] > table[2][1]
    assert build_chooser().choose([*alike, odd]) == 0
    assert build_chooser().choose([odd]) == 0
    assert rows([odd])[0][1] == 1.0


@pytest.mark.parametrize(("lead", "chosen"), [(MARGIN - 0.01, 0), (MARGIN + 0.01, 1)])
def test_another_is_shown_only_where_it_is_clearly_better_than_the_usual_one(lead, chosen):
    chooser = Chooser(Weights(model="x", features=FEATURES, weight=(0.0, 0.0, 100.0, 0.0)))
    usual = Candidate(text="a", confidence=0.5, quality=50, usual=True)
    assert chooser.choose([usual, Candidate(text="b", confidence=0.5, quality=50 + lead)]) == chosen


def test_weights_of_another_version_are_refused(tmp_path):
    (tmp_path / "weights.json").write_text('{"model":"x","features":["a"],"weight":[1.0]}')
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(EngineMissing):
            build_chooser(folder)
