"""The language tasks, in the order in which they are done. `docs/adding.md` says how to add one."""

from __future__ import annotations

import importlib
from collections.abc import Sequence

from nlp.tasks.base import Parts, Task

TASKS = (
    "language",
    "translation",
    "sentiment",
    "replies",
    "topic",
    "alt",
    "link",
    "answer",
)
"""Each is a folder here; its module `task` has `build(parts) -> Task`. What a task needs stands before it."""


def build_tasks(parts: Parts, names: Sequence[str] = TASKS, package: str = __package__) -> list[Task]:
    """All tasks, ready for work. Call in the model thread.

    Raises:
        NlpError: a part that ships with Duologue is missing or broken.
        ValueError: a task stands before one that it needs.
    """
    tasks: list[Task] = [importlib.import_module(f"{package}.{name}.task").build(parts) for name in names]
    check_order(tasks)
    return tasks


def check_order(tasks: Sequence[Task]) -> None:
    """Raises ValueError where a task is twice there, or stands before one that it needs."""
    done: set[str] = set()
    for task in tasks:
        missing = [name for name in task.needs if name not in done]
        if missing or task.name in done:
            raise ValueError(f"task {task.name}: {', '.join(missing) or 'it'} must stand once, before it")
        done.add(task.name)
