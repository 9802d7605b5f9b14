"""Names of the shared cache of translated segments: workers fill it, and whoever erases empties it.

Entries lie in buckets, each with a hash tag: a cluster spreads them, and one bucket's commands stay in one
slot.
"""

from __future__ import annotations

BUCKETS = 16


def bucket_of(key: str) -> int:
    """In which bucket an entry lies; its key is a hash in hex."""
    return int(key[:4], 16) % BUCKETS


def entry_of(bucket: int, key: str) -> str:
    """Where the broker keeps one entry."""
    return f"{_prefix(bucket)}:{key}"


def index_of(bucket: int) -> str:
    """A sorted set of a bucket's keys, by time."""
    return f"{_prefix(bucket)}:index"


def mark_of(bucket: int, key: str) -> str:
    """That somebody is working on an entry."""
    return f"{_prefix(bucket)}:claim:{key}"


def _prefix(bucket: int) -> str:
    return f"segments:{{{bucket}}}"
