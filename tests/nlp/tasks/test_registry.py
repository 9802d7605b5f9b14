"""The registry: every folder of a task is in it, in an order in which each has what it needs."""

from pathlib import Path

import pytest

import nlp.tasks
from nlp.pipeline import build_parts
from nlp.tasks.registry import TASKS, build_tasks, check_order
from wire.contracts.events import Problem
from wire.contracts.settings import Settings


class Toy:
    problem = Problem(code="toy_failed", message="No toy.")

    def __init__(self, name, *needs):
        self.name, self.needs = name, needs

    def run(self, states, batch):
        raise AssertionError("never run here")


def test_every_task_folder_is_registered_and_every_line_has_a_folder():
    folder = Path(nlp.tasks.__path__[0])
    assert sorted(path.parent.name for path in folder.glob("*/task.py")) == sorted(TASKS)


def test_tasks_are_named_as_their_folders_and_stand_after_what_they_need(tmp_path):
    parts = build_parts(Settings(home=tmp_path))
    tasks = build_tasks(parts)
    parts.translator.close()
    assert tuple(task.name for task in tasks) == TASKS
    assert len({task.problem.code for task in tasks}) == len(tasks)


def test_a_task_before_what_it_needs_is_refused_at_the_start():
    check_order([Toy("a"), Toy("b", "a")])
    with pytest.raises(ValueError, match="task b: a must stand"):
        check_order([Toy("b", "a"), Toy("a")])
    with pytest.raises(ValueError, match="task a"):
        check_order([Toy("a"), Toy("a")])
