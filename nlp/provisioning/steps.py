"""What a worker and the process that fetches for it say to each other."""

from __future__ import annotations

import msgspec

from wire.contracts.codec import decoder
from wire.contracts.pulls import PullReason


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """What to fetch, and where to put it."""

    language: str
    models: str
    mirror: tuple[str, ...] = ()


class Step(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How far it is: bytes of a file. `over`: all is here, or for a `reason` it will not be."""

    file: str = ""
    done: int = 0
    total: int | None = None
    over: bool = False
    reason: PullReason | None = None
    detail: str = ""


read_job, read_step = decoder(Job), decoder(Step)

ENDED = Step(over=True, reason="damaged", detail="the process that fetches ended early")
