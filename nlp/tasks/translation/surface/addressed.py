"""Somebody greeted by name, "Olá Paulo! O meu cachorro…": engines write Paul, Mary, or nobody at all.

Into English alone: there engines have read most names turned into others.
"""

from __future__ import annotations

import re

from nlp.tasks.translation.surface.names import is_name
from nlp.tasks.translation.surface.phrasebook import phrasebook

TARGET, DEAR = "en", "dear"
DEAR_ONE = {
    "pt": frozenset(["querida", "querido", "prezada", "prezado", "cara", "caro"]),
    "es": frozenset(["querida", "querido", "estimada", "estimado"]),
    "fr": frozenset(["chère", "cher"]),
    "it": frozenset(["cara", "caro"]),
    "ca": frozenset(["estimada", "estimat", "benvolguda", "benvolgut"]),
}
"""What letters begin with, by language."""

_ADDRESSED = re.compile(
    r"(?P<greeting>[^\W\d_]{1,20}(?: [^\W\d_]{1,20})?) (?P<name>[^\W\d_]{2,20})"
    r"\s?(?P<mark>[,.!…]{1,3})(?P<blank>\s+|$)"
)


def addressed(source: str, target: str, text: str) -> tuple[str, str]:
    """A greeting with a name, translated, and the rest as it was; ("", text) where none begins it."""
    found = _ADDRESSED.match(text) if target == TARGET else None
    if found is None or not is_name(found["name"]):
        return "", text
    said = found["greeting"]
    greeting = _dear(said) if said.casefold() in DEAR_ONE.get(source, ()) else None
    greeting = greeting or phrasebook().look_up(source, target, said)
    if greeting is None:
        return "", text
    return f"{greeting} {found['name']}{found['mark']}{found['blank']}", text[found.end() :]


def _dear(said: str) -> str:
    return DEAR.capitalize() if said[:1].isupper() else DEAR
