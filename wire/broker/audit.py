"""What collector and store say to each other, so that the lake gets again what a broker has lost.

The collector asks what the store knows beyond what is confirmed, and for what it found to be missing. The
store sends that again, then a page of what it knows. Each step may be lost: the next asking begins anew.
"""

from __future__ import annotations

from datetime import datetime

from wire.contracts.events import Event


class AuditAsked(Event, frozen=True, kw_only=True, omit_defaults=True, tag="audit_asked"):
    """Stream `audits`, from a collector: what comes after the message `after`? And send these again."""

    after: str = ""
    wanted: tuple[str, ...] = ()


class Known(Event, frozen=True, kw_only=True, omit_defaults=True):
    """One message of the store."""

    message_id: str
    posted_at: datetime
    enriched: bool = False
    """Understood, or given up: there was an event that says so."""


class AuditPage(Event, frozen=True, kw_only=True, omit_defaults=True, tag="audit_page"):
    """Stream `recalls`, after what was wanted: messages of the store after `after`, in order of their ids."""

    after: str
    known: tuple[Known, ...] = ()
    upto: str
    """Up to this message nothing waits any more: where all of `known` is in the lake, all up to it is."""
    more: bool = False
