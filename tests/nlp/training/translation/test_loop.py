"""The loop: the same batches for the same seed; a training that is killed ends where it would have."""

import os
import signal
import subprocess
import sys
from itertools import islice

import msgspec
import numpy as np
import pytest

from nlp.training.translation import checkpoint
from nlp.training.translation.batches import Batches
from nlp.training.translation.config import Training
from nlp.training.translation.loop import FLOOR, learn, rate
from nlp.training.translation.prepared import prepare


def batches(prepared, smoke):
    words = prepared.words
    return Batches(prepared.lessons, smoke.training, words.tags, words.pad)


def test_step_n_sees_the_same_batch_wherever_a_run_began(prepared, smoke):
    every = batches(prepared, smoke)
    count = 2 * len(every) + 3
    whole = list(islice(every.after(0), count))
    later = next(batches(prepared, smoke).after(count - 1))
    assert np.array_equal(whole[-1].source, later.source)
    assert np.array_equal(whole[-1].target, later.target)


def test_a_batch_is_within_its_tokens_and_a_pass_sees_every_example(prepared, smoke):
    every = batches(prepared, smoke)
    one_pass = list(islice(every.after(0), len(every)))
    assert all(max(one.source.size, one.target.size) <= smoke.training.tokens for one in one_pass)
    examples = sum(len(one.source.length) for one in prepared.lessons)
    assert sum(len(one.source) for one in one_pass) >= examples
    ends = [row[row != prepared.words.pad][-1] for one in one_pass for row in one.target]
    assert set(ends) == {prepared.words.end}


def test_the_rate_warms_up_falls_and_cools_down():
    training = Training(rate=1e-3, warmup=100, cooldown=0.2)
    assert rate(training, 50, 0.1) == pytest.approx(5e-4)
    assert rate(training, 100, 0.2) == pytest.approx(1e-3)
    assert rate(training, 400, 0.5) == pytest.approx(5e-4)
    assert rate(training, 400, 0.9) == pytest.approx(2.5e-4)
    assert rate(training, 400, 1.0) == pytest.approx(5e-4 * FLOOR)


CHILD = """
import sys
from pathlib import Path
import msgspec
from nlp.training.translation.config import Recipe
from nlp.training.translation.loop import learn
from nlp.training.translation.prepared import prepare
recipe = msgspec.json.decode(Path(sys.argv[1]).read_bytes(), type=Recipe)
prepared = prepare(recipe, Path(sys.argv[2]), Path(sys.argv[3]), lambda line: None)
learn(recipe, prepared, Path(sys.argv[4]), lambda line: print(line, flush=True), go_on=True)
"""


@pytest.mark.slow
def test_a_training_killed_in_the_middle_ends_with_the_same_weights(short, prepared, templates, tmp_path):
    """kill -9 after the first checkpoint; dropout is on, so that chance must go on too."""
    training = msgspec.structs.replace(short.training, dropout=0.1)
    recipe = msgspec.structs.replace(short, training=training)
    ready = prepare(recipe, templates, tmp_path / "prepared", print)
    whole = learn(recipe, ready, tmp_path / "whole", print, go_on=False)
    (tmp_path / "recipe.json").write_bytes(msgspec.json.encode(recipe))
    paths = ("recipe.json", None, "prepared", "cut")
    arguments = [str(tmp_path / one) if one else str(templates) for one in paths]
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, *arguments], stdout=subprocess.PIPE, text=True
    ) as child:
        for line in child.stdout:
            if line.startswith("step 6 "):
                os.kill(child.pid, signal.SIGKILL)
    assert child.returncode == -signal.SIGKILL
    assert 4 <= checkpoint.stand_of(tmp_path / "cut").step < 12
    resumed = learn(recipe, ready, tmp_path / "cut", print, go_on=True)
    assert checkpoint.stand_of(tmp_path / "cut").step == checkpoint.stand_of(tmp_path / "whole").step == 12
    for name, value in whole.state_dict().items():
        assert np.allclose(value.numpy(), resumed.state_dict()[name].numpy(), atol=1e-6), name


def test_a_training_that_is_over_does_nothing_more(short, prepared, tmp_path):
    few = msgspec.structs.replace(short, training=msgspec.structs.replace(short.training, steps=2))
    lines: list[str] = []
    learn(few, prepared, tmp_path, print, go_on=False)
    learn(few, prepared, tmp_path, lines.append, go_on=True)
    assert len(lines) == 1
    assert "from step 2" in lines[0]
