"""One way to log, for every part: a line with time, level, part and text, on stderr."""

from __future__ import annotations

import logging
import sys
import time

TALKATIVE = ("uvicorn", "websockets", "aiosqlite", "asyncpg", "sqlalchemy", "httpx", "httpcore")
"""Loggers that repeat frames and rows, with people's texts in them: only their warnings are let through."""


def configure(level: str = "INFO", part: str = "duologue") -> None:
    """Send all logging of this process to stderr. Call once, from a part's entry. Texts of messages stay out.

    Raises:
        ValueError: `level` is not one that `logging` knows.
    """
    formatter = logging.Formatter(
        f"%(asctime)s %(levelname)-7s {part}: %(message)s [%(name)s]", "%Y-%m-%dT%H:%M:%SZ"
    )
    formatter.converter = time.gmtime
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
