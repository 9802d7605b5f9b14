"""What a bot says in words of ours, in the language of who asked, else in English."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

from wire.contracts.languages import primary

Phrase = Literal["offered", "unknown", "greeted", "thanked", "handed_over"]

ELSE = "en"


def phrase(which: Phrase, language: str, **given: str) -> tuple[str, str]:
    """The text, and the language that it is in."""
    known = phrases()[which]
    found = primary(language) if primary(language) in known else ELSE
    return known[found].format(**given), found


@cache
def phrases() -> Mapping[str, Mapping[str, str]]:
    """By what is said, and by language."""
    text = files("service.desk.bot").joinpath("phrases.toml").read_text(encoding="utf-8")
    found: Mapping[str, Mapping[str, str]] = tomllib.loads(text)
    return found
