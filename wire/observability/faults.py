"""Errors as logs may tell them: where, and of which kinds, never their texts.

Drivers and libraries put into these what they worked on: rows, parameters, what somebody wrote.
"""

from __future__ import annotations

import traceback

DEEP = 5
"""Causes that are told of one error."""


def trace(error: BaseException) -> str:
    """Where an error happened and of which kinds it and its causes are, without their texts. Of a group,
    whose own place says nothing, all that is in it."""
    parts: list[str] = []
    left: list[BaseException] = [error]
    while left and len(parts) < DEEP:
        one = left.pop(0)
        kind = f"{type(one).__module__}.{type(one).__qualname__}"
        parts.append(f"{kind}\n" + "".join(traceback.format_tb(one.__traceback__)))
        cause = one.__cause__ or one.__context__
        inside = one.exceptions if isinstance(one, BaseExceptionGroup) else ()
        left += [*inside, *([cause] if cause is not None else [])]
    return "caused by ".join(parts)
