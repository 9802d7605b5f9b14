"""Zones of clocks, as the IANA database names them."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

_OF_A_MACHINE = {"Factory", "localtime", "posixrules"}
"""Files that lie beside zones and are none, or are what one machine is set to."""


def is_zone(text: str) -> bool:
    """Whether every machine knows a zone of this name."""
    return text in _known()


@cache
def _known() -> frozenset[str]:
    return frozenset(available_timezones() - _OF_A_MACHINE)
