"""Which tests stay together when they run side by side, and what begins first.

What is alone in a process at the end makes all wait: groups that take long begin first. What needs a browser
comes last in a process, because Playwright keeps an event loop in its thread to the end of it.
"""

from __future__ import annotations

import pytest

TOGETHER = {
    "training": (
        *("tests/nlp/training/", "tests/nlp/tasks/sentiment/test_training.py"),
        *(
            "tests/nlp/tasks/sentiment/test_hub.py",
            "tests/nlp/engines/test_hub",
            "tests/nlp/engines/test_own.py",
        ),
    ),
    "chat": ("tests/nlp/chat/",),
    "translation": ("tests/nlp/tasks/translation/", "tests/nlp/integrity/"),
    "pipeline": ("tests/nlp/pipeline/",),
    "replies": ("tests/nlp/tasks/replies/",),
    "dashboards": ("tests/dashboards/",),
}
"""Groups larger than a file, by how their files begin: they share what is dear to make, as torch, models,
servers, and translations of thousands of texts."""

FIRST = (
    *("training", "tests/flow/test_cluster.py", "chat", "tests/wire/contract/test_failover.py"),
    *("tests/api/limits/test_refused.py", "translation", "tests/jobs/test_audit.py", "pipeline"),
    *("tests/api/test_who_may.py", "tests/notifications/test_push.py", "private_installation"),
    *("tests/chaos/test_short.py", "tests/api/test_slow.py", "dashboards", "tests/jobs/test_runner.py"),
    *("tests/nlp/linear/test_functions.py", "tests/api/limits/test_every_door.py", "replies"),
    *("tests/wire/contract/test_consumer.py", "tests/api/test_strict.py", "tests/api/test_health.py"),
    *("tests/benchmarks/test_load.py", "tests/jobs/test_part.py", "tests/nlp/linear/test_patterns.py"),
    *("tests/api/test_requests.py", "tests/api/test_resume.py", "tests/worker/test_bulk.py"),
    *("tests/worker/test_put_aside.py", "tests/worker/test_process.py", "tests/analytics/test_collect.py"),
    *("tests/browser/test_access.py:browser", "tests/browser/test_bubbles.py:browser", "dashboards:browser"),
    *("tests/browser/test_clocks.py:browser", "tests/browser/test_account.py:browser"),
    *("tests/browser/test_typing.py:browser", "tests/browser/test_composer.py:browser"),
)
"""Groups that take longest, in this order: those that work beside those that wait."""

WITH_BROWSER = "shared_installation"
SHARED = (WITH_BROWSER, "private_installation")
"""Fixtures whose users, in whatever file, share one installation; of the first, some have a browser."""


def group(item: pytest.Item) -> str:
    """Name of the group: a file, unless more is shared than a file's fixtures."""
    for name in SHARED:
        if name in getattr(item, "fixturenames", ()):
            return name
    file = item.nodeid.split("::")[0]
    folder = next((name for name, starts in TOGETHER.items() if file.startswith(starts)), file)
    return f"{folder}:browser" if item.get_closest_marker("browser") else folder


def needs_browser(name: str) -> bool:
    """Whether tests of this group have a browser."""
    return name == WITH_BROWSER or name.endswith(":browser")


def place(item: pytest.Item) -> tuple[int, int, bool, bool]:
    """Where it comes: plain groups, the one with both, groups with a browser; within a group browsers come
    last, and after them what stops what others share."""
    name = group(item)
    browser, last = (item.get_closest_marker(mark) is not None for mark in ("browser", "last"))
    stage = 1 if name == WITH_BROWSER else 2 if browser else 0
    rank = FIRST.index(name) if name in FIRST else len(FIRST)
    return stage, rank, browser, last
