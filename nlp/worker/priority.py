"""People come first: on a machine that is shared with the chat, the worker takes what the chat leaves."""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from wire.contracts.settings import Settings

NICENESS = 3
"""Half the share of others where all want a processor. With 10, on a machine with thirty at work, a worker
had 0.03 of a core and translations took minutes; with 3 it has 0.09."""

SLICE = 100_000
"""Nanoseconds that it may go on before who has just woken up goes first. With a low weight and the usual
slice one in ten who woke up beside it waited 1.5 ms and more; with this one no longer than without it."""

AUTOGROUP = Path("/proc/self/autogroup")
"""Linux weighs whole sessions against each other first, and niceness only within one."""

_SET_ATTRIBUTES = {"x86_64": 314, "aarch64": 274, "riscv64": 274}
"""Numbers of the system call `sched_setattr`, which neither Python nor older C libraries name."""


def lower_priority() -> None:
    """Lower the priority of this process, and of its session where that is its own (under `duologue up`)."""
    os.nice(NICENESS)
    _shorten_slice()
    if os.getsid(0) == os.getpid():
        with suppress(OSError):  # not on macOS, nor where autogroups are off
            AUTOGROUP.write_text(str(NICENESS))


def fitted(settings: Settings) -> Settings:
    """With no more threads than processors that this process may use: beyond, they wait for each other."""
    has = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return replace(settings, worker_threads=min(settings.worker_threads, has))


def _shorten_slice() -> bool:
    """Ask for short turns, for this thread and all that it starts; whether Linux took it.

    Before Linux 6.12 it is taken and changes nothing.
    """
    number = _SET_ATTRIBUTES.get(platform.machine()) if sys.platform == "linux" else None
    if number is None or struct.calcsize("P") < struct.calcsize("Q"):
        return False
    niceness = os.getpriority(os.PRIO_PROCESS, 0)
    size, policy, flags, rank, deadline, period = 48, os.SCHED_OTHER, 0, 0, 0, 0
    asked = struct.pack("=IIQiIQQQ", size, policy, flags, niceness, rank, SLICE, deadline, period)
    return bool(ctypes.CDLL(None).syscall(number, 0, asked, 0) == 0)
