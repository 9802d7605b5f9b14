"""A long text is worked on in short steps: whoever waits for something shorter is let in between them.

Steps are compared by the calls that Python makes in them, so that neither the machine nor its load decides.
"""

import sys
import threading
from itertools import pairwise

import pytest

from benchmarks.texts import texts
from nlp.encoder.embedding import build_embedder
from nlp.pipeline import Pipeline
from nlp.tasks.language import Detector
from nlp.tasks.translation.translator import build_translator
from tests.nlp.pipeline.conftest import NOW, posted
from wire.contracts.events import PreviewAsked, Problem

LONGEST = 0.3
"""Share of the whole work that one step may have. A judge reads 512 characters of either text at once."""


class Counter:
    """Counts calls, of Python and of C, while inside."""

    def __init__(self) -> None:
        self.calls, self.at = 0, [0]

    def mark(self) -> None:
        self.at.append(self.calls)

    def _see(self, *_: object) -> None:
        self.calls += 1

    def __enter__(self) -> None:
        sys.setprofile(self._see)

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)
        self.mark()

    @property
    def longest(self) -> float:
        return max(after - before for before, after in pairwise(self.at)) / self.calls


@pytest.fixture(scope="module")
def letter():
    return " ".join(texts(120, "pt"))[:4500]


@pytest.fixture(autouse=True)
def everything_loaded(pipeline):
    """What is read once at first use is no step of anything."""
    pipeline.enrich([posted(" ".join(texts(240, "pt")[200:]), "pt", ("en",))])
    pipeline.preview([preview(" ".join(texts(240, "pt")[190:200]))])


def preview(text):
    return PreviewAsked(
        request_id="r",
        person_id="p",
        conversation_id="c",
        text=text,
        language="pt",
        target="en",
        asked_at=NOW,
        expires_at=NOW,
    )


def test_a_long_message_lets_others_in_all_along(pipeline, letter):
    counter = Counter()
    with counter:
        pipeline.enrich([posted(letter, "pt", ("en",))], counter.mark)
    assert len(counter.at) > 60, "about one step for each sentence"
    assert counter.longest < LONGEST


def test_a_long_preview_lets_others_in_all_along(pipeline, letter):
    counter = Counter()
    with counter:
        pipeline.preview([preview(letter[900:1800])], counter.mark)
    assert counter.longest < LONGEST


def test_messages_let_into_a_letter_are_done_before_it(pipeline, letter):
    done = []

    def yield_to_urgent() -> None:
        if len(done) < 5:
            done.append(pipeline.enrich([posted(f"Bom dia, {len(done)}.", "pt", ("en",))])[0])

    (long,) = pipeline.enrich([posted(letter[:2000], "pt", ("en",))], yield_to_urgent)
    assert [one.status for one in [*done, long]] == ["done"] * 6


def test_what_is_let_in_waits_for_no_encoder_work_of_what_is_around_it(home_settings):
    """The letter's own encoder work goes on until the message that is let in is done, or for a minute."""
    over, waited = threading.Event(), []

    class Slow:
        name, needs, problem = "slow", (), None

        def begin(self, states):
            if states[0].message.text == "letter":
                waited.append(over.wait(60))

        def run(self, states, batch):
            batch.yield_to_urgent()

    def yield_to_urgent():
        if not over.is_set():
            pipeline.enrich([posted("message")])
            over.set()

    pipeline = Pipeline([Slow()], Detector(), build_translator(home_settings), build_embedder(home_settings))
    pipeline.enrich([posted("letter")], yield_to_urgent)
    pipeline.close()
    assert waited == [True]


def test_the_encoder_work_of_a_letter_rests_while_a_message_is_let_in(home_settings):
    """And goes on afterwards: also where what was let in, or the letter around it, broke down."""
    seen = []

    class Looks:
        name, needs, problem = "looks", (), Problem(code="x", message="x")

        def run(self, states, batch):
            if states[0].message.text == "letter":
                seen.append(pipeline._alone.is_set())
                batch.yield_to_urgent()
                seen.append(pipeline._alone.is_set())
            else:
                seen.append(pipeline._alone.is_set())
                raise ValueError

    def yield_to_urgent():
        if len(seen) == 1:
            pipeline.enrich([posted("message")])

    pipeline = Pipeline([Looks()], Detector(), build_translator(home_settings), build_embedder(home_settings))
    pipeline.enrich([posted("letter")], yield_to_urgent)
    pipeline.close()
    assert seen == [True, False, True]
