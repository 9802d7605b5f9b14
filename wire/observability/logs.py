"""One way to log, for every part, on stderr: JSON, or lines for people where stderr is a terminal.

Modules log by the standard `logging`; here every line gets its time, part and the ids of what it belongs to.
Of errors only kinds and places are told: their texts may hold what somebody wrote.
"""

from __future__ import annotations

import logging
import sys
import threading
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

from wire.contracts import trail
from wire.observability.faults import trace

TALKATIVE = ("uvicorn", "websockets", "aiosqlite", "asyncpg", "sqlalchemy", "httpx", "httpcore")
"""Loggers that repeat frames and rows, with people's texts in them: only their warnings are let through."""

FIELDS = ("message_id", "request_id", "conversation_id", "stream", "group", "job")
"""What a call may add with `extra`; nothing else is written."""

log = logging.getLogger(__name__)


def configure(level: str = "INFO", part: str = "duologue") -> None:
    """Send all logging of this process to stderr. Call once, from a part's entry. Texts of messages stay out.

    Raises:
        ValueError: `level` is not one that `logging` knows.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter(part, for_people=sys.stderr.isatty()))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    sys.excepthook = _uncaught
    threading.excepthook = lambda args: _uncaught(args.exc_type, args.exc_value, args.exc_traceback)


def formatter(part: str, *, for_people: bool) -> logging.Formatter:
    """Makes a line of a record."""
    show: Processor = (
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        if for_people
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(allow=FIELDS),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _Part(part),
            _no_texts,
        ],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, show],
    )


class _Part:
    """Adds the part that speaks, and the ids of what it does."""

    def __init__(self, part: str) -> None:
        self._part = part

    def __call__(self, _: Any, __: str, event: EventDict) -> EventDict:
        return {**trail.current(), **event, "part": self._part}


def _no_texts(_: Any, __: str, event: EventDict) -> EventDict:
    """Kinds and places instead of tracebacks. What asyncio adds to its first line is the text of an error."""
    fault = event.pop("exc_info", None)
    error = sys.exc_info()[1] if fault is True else fault[1] if isinstance(fault, tuple) else fault
    if isinstance(error, BaseException):
        event["error"] = trace(error)
    if event.get("logger") == "asyncio":
        event["event"] = str(event["event"]).partition("\n")[0]
    return event


def _uncaught(kind: type[BaseException], error: BaseException | None, where: TracebackType | None) -> None:
    """What ends a process or a thread is told as any other error."""
    if issubclass(kind, KeyboardInterrupt):
        return
    log.critical("ended by an error", exc_info=(kind, error, where) if error is not None else None)
