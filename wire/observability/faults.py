"""Errors as logs may tell them: where, and of which kinds, never their texts.

Drivers and libraries put into these what they worked on: rows, parameters, what somebody wrote.
"""

from __future__ import annotations

import traceback

DEEP = 5
"""Causes that are told of one error."""


def trace(error: BaseException) -> str:
    """Where an error happened and of which kinds it and its causes are, without their texts."""
    parts: list[str] = []
    one: BaseException | None = error
    while one is not None and len(parts) < DEEP:
        kind = f"{type(one).__module__}.{type(one).__qualname__}"
        parts.append(f"{kind}\n" + "".join(traceback.format_tb(one.__traceback__)))
        one = one.__cause__ or one.__context__
    return "caused by ".join(parts)
