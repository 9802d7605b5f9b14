"""How long a test rests between two looks at what it waits for.

Looks are questions to servers, stores and lakes: asked a hundred times a second they take half a core from
what is waited for, and from all tests beside it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

SOONEST, LATEST = 0.01, 0.5
"""Seconds."""
SHARE = 0.1
"""Of the time that was waited so far: nobody waits more than this part longer than they had to."""


def rests() -> Iterator[float]:
    """Seconds to rest before the next look, each time; the clock starts with the first."""
    began = time.monotonic()
    while True:
        yield min(LATEST, max(SOONEST, SHARE * (time.monotonic() - began)))
