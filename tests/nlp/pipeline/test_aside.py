"""What a helper reads of a batch: whole, in order, in stretches, and not while something is let in."""

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from nlp.aside import Aside
from nlp.engines.pauses import STRETCH
from nlp.tasks.state import EnrichmentState
from tests.nlp.pipeline.conftest import posted


class Reader:
    """An embedder that says how much it was given at once."""

    def __init__(self):
        self.given, self.begun = [], threading.Event()

    def embed(self, texts):
        self.given.append(list(texts))
        self.begun.set()
        return np.array([[float(len(text))] for text in texts]).reshape(len(texts), 1)


class Begins:
    """A task that says what it began with."""

    def __init__(self):
        self.given = []

    def begin(self, states):
        self.given.append([state.message.text for state in states])


@pytest.fixture
def helper():
    with ThreadPoolExecutor(max_workers=1) as made:
        yield made


TEXTS = ["a", "b" * 300, "c" * 90, "d" * 30, "e" * 5000, "", "f"]


def test_every_text_is_read_in_order_by_stretches(helper):
    reader, task = Reader(), Begins()
    aside = Aside(helper)
    found = aside.embed(reader, TEXTS).result()
    aside.begin(task, [EnrichmentState(posted(text)) for text in TEXTS]).result()
    assert found[:, 0].tolist() == [1, 300, 90, 30, 512, 0, 1]
    assert [text for some in task.given for text in some] == TEXTS
    for given in (*reader.given, *task.given):
        assert len(given) == 1 or sum(map(len, given)) <= STRETCH
    assert Aside(helper).embed(Reader(), []).result().shape == (0, 1)


def test_it_rests_between_stretches_while_something_is_let_in(helper):
    alone, first, second = threading.Event(), Reader(), Begins()
    aside = Aside(helper, alone)
    embedding = aside.embed(first, TEXTS)
    began = aside.begin(second, [EnrichmentState(posted("Bom dia"))])
    Aside(ThreadPoolExecutor(1)).embed(inner := Reader(), ["let in"]).result(60)
    assert inner.given == [["let in"]], "what is let in has its own"
    assert not first.begun.is_set()
    assert not embedding.done()
    assert not second.given
    alone.set()
    assert len(embedding.result(60)) == len(TEXTS)
    began.result(60)
    assert second.given == [["Bom dia"]]
