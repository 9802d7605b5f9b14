"""People come first: on a machine that is shared with the chat, the worker takes what the chat leaves."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

NICENESS = 10

AUTOGROUP = Path("/proc/self/autogroup")
"""Linux weighs whole sessions against each other first, and niceness only within one."""


def lower_priority() -> None:
    """Lower the priority of this process, and of its session where that is its own (under `duologue up`)."""
    os.nice(NICENESS)
    if os.getsid(0) == os.getpid():
        with suppress(OSError):  # not on macOS, nor where autogroups are off
            AUTOGROUP.write_text(str(NICENESS))
