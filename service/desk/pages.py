"""The page of a site that a visitor is on, as agents may see it. Pure."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from service.errors import InvalidInput
from service.text import validation

LONGEST_URL, LONGEST_TITLE = 2000, 200
LONGEST_SHOWN = 500
_USUAL = {"http": 80, "https": 443}
_CAMPAIGN = ("utm_source", "utm_medium", "utm_campaign")
"""Parameters of a query that say where somebody comes from; others may be secrets, and go."""
_PLAIN = re.compile(r"[\w .+-]{1,60}")
_BETWEEN_WORDS = re.compile(r"[-_.]")
_SECRET = re.compile(r"[A-Za-z0-9_=~.-]{24,}")
"""What may be a token, in a part of a path: long, and of letters and digits."""
_HIDDEN = "…"


def address(text: str) -> str:
    """A page's address without who asks, what is asked and where in it: nothing that opens a door.

    Raises:
        InvalidInput: it is no address of a page.
    """
    text = validation.storable(text, "url").strip()
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    plain = text.isprintable() and not {" ", "\\"} & set(text)
    if parts.scheme not in _USUAL or not host or not plain or len(text) > LONGEST_URL:
        raise InvalidInput("This is no address of a page.", field="url")
    path = "/".join(_part(one) for one in parts.path.split("/"))
    kept = [
        (name, one) for name, one in parse_qsl(parts.query) if name in _CAMPAIGN and _PLAIN.fullmatch(one)
    ]
    shown = f"[{host}]" if ":" in host else host
    place = f"{parts.scheme}://{shown}" + (f":{port}" if port not in (None, _USUAL[parts.scheme]) else "")
    query = f"?{urlencode(dict(kept))}" if kept else ""
    return f"{place}{path}"[: LONGEST_SHOWN - len(query)] + query


def origin_of(url: str) -> str:
    """As browsers say it, of an address that `address` gave."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def title(text: str) -> str:
    """In one line, without what turns the direction or is not to be seen. InvalidInput."""
    said = validation.storable(text, "title")[: 8 * LONGEST_TITLE]
    plain = "".join(" " if one.isspace() else one for one in said)
    plain = "".join(one for one in plain if unicodedata.category(one) not in ("Cc", "Cf", "Cs", "Co"))
    return " ".join(plain.split())[:LONGEST_TITLE]


def _part(text: str) -> str:
    """Without what comes after a semicolon, where servers of Java put the session."""
    text = text.partition(";")[0]
    return _HIDDEN if any(map(_looks_secret, _SECRET.findall(unquote(text)))) else text


def _looks_secret(text: str) -> bool:
    """An article's name has words between hyphens; a token has none, or they are no words."""
    words = [one for one in _BETWEEN_WORDS.split(text) if one]
    return any(len(one) >= 20 and not one.isalpha() for one in words) or not any(
        one.isalpha() and one.islower() for one in words
    )
