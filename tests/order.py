"""Which tests stay together when they run side by side, and what begins first.

What is alone in a process at the end makes all wait: groups that take long begin first. What needs a browser
comes last, because Playwright keeps an event loop in its thread to the end of a process.
"""

from __future__ import annotations

import pytest

TOGETHER = ("tests/dashboards", "tests/nlp/chat", "tests/nlp/pipeline", "tests/nlp/tasks/replies")
"""Folders whose tests share what is dear to make: servers, models, translations of thousands of texts."""

FIRST = (
    "tests/nlp/chat",
    "tests/jobs/test_audit.py",
    "tests/api/limits/test_refused.py",
)
"""Groups that take longest, in this order."""

WITH_BROWSER = "shared_installation"
SHARED = (WITH_BROWSER, "private_installation")
"""Fixtures whose users, in whatever file, share one installation; of the first, some have a browser."""


def group(item: pytest.Item) -> str:
    """Name of the group: a file, unless more is shared than a file's fixtures."""
    for name in SHARED:
        if name in getattr(item, "fixturenames", ()):
            return name
    file = item.nodeid.split("::")[0]
    folder = next((name for name in TOGETHER if file.startswith(f"{name}/")), file)
    return f"{folder}:browser" if item.get_closest_marker("browser") else folder


def place(item: pytest.Item) -> tuple[int, int, bool, bool]:
    """Where it comes: plain groups, the one with both, groups with a browser; within a group browsers come
    last, and after them what stops what others share."""
    name = group(item)
    browser, last = (item.get_closest_marker(mark) is not None for mark in ("browser", "last"))
    stage = 1 if name == WITH_BROWSER else 2 if browser else 0
    rank = FIRST.index(name) if name in FIRST else len(FIRST)
    return stage, rank, browser, last
