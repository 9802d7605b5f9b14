"""From what a session was begun: a few words that its person recognises, made of `User-Agent`."""

from __future__ import annotations

import re

LONGEST = 40

_BROWSERS = (
    ("Edge", r"\bEdg(?:e|A|iOS)?/"),
    ("Opera", r"\b(?:OPR|Opera)/"),
    ("Samsung Internet", r"\bSamsungBrowser/"),
    ("Vivaldi", r"\bVivaldi/"),
    ("Firefox", r"\b(?:Firefox|FxiOS)/"),
    ("Chrome", r"\b(?:Chrome|CriOS|HeadlessChrome)/"),
    ("Chromium", r"\bChromium/"),
    ("Safari", r"\bVersion/[\d.]+ .*\bSafari/"),
)
_SYSTEMS = (
    ("iPhone", r"\biPhone\b"),
    ("iPad", r"\biPad\b"),
    ("Android", r"\bAndroid\b"),
    ("Windows", r"\bWindows\b"),
    ("macOS", r"\bMac OS X\b|\bMacintosh\b"),
    ("ChromeOS", r"\bCrOS\b"),
    ("Linux", r"\bLinux\b|\bX11\b"),
)
_PRODUCT = re.compile(r"[A-Za-z][A-Za-z0-9._-]*")
_MOST = 300
"""Characters of the header that are looked at."""


def device_of(user_agent: str) -> str:
    """As "Firefox, Linux"; of other programs the name, as "curl"; empty where nothing was said."""
    said = user_agent[:_MOST]
    known = [one for one in (_first(_BROWSERS, said), _first(_SYSTEMS, said)) if one]
    if known:
        return ", ".join(known)
    product = _PRODUCT.match(said)
    return product[0][:LONGEST] if product else ""


def _first(kinds: tuple[tuple[str, str], ...], said: str) -> str:
    return next((name for name, pattern in kinds if re.search(pattern, said)), "")
