"""What a figure was measured on: without it, a figure says nothing."""

from __future__ import annotations

import os
import platform
import re
from datetime import UTC, datetime
from pathlib import Path


def machine() -> str:
    """Processor, memory, system and load, in one sentence."""
    about = Path("/proc/cpuinfo").read_text()
    named = re.search(r"model name\s*: (.+)", about)
    flags = set(about.partition("flags")[2].split("\n")[0].split())
    vectors = next((one for one in ("avx512f", "avx2", "avx", "sse4_2") if one in flags), "no vectors")
    memory = int(re.findall(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text())[0]) / 1024**2
    return (
        f"{os.cpu_count()} cores of {named[1] if named else platform.processor()} ({vectors}), "
        f"{memory:.0f} GiB, {_system()}, Linux {platform.release().split('-')[0]}, "
        f"Python {platform.python_version()}; "
        f"{datetime.now(UTC):%Y-%m-%d}; load of the machine at the start {os.getloadavg()[0]:.1f}"
    )


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return platform.system()
