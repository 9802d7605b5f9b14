"""Links in a text. Pure."""

from __future__ import annotations

import re

_GOES_ON = re.compile(r"[\w/%~#?&=+-]|[.,:;!@](?=\w)", re.ASCII)
"""What an address goes on with: behind it stands another address than the one before."""


def has_link(text: str, url: str) -> bool:
    """Whether this very address stands in a text, and not only the beginning of a longer one."""
    at = text.find(url) if url else -1
    while at >= 0:
        if not _GOES_ON.match(text, at + len(url)):
            return True
        at = text.find(url, at + 1)
    return False
