"""What a letter begins with, between two steps: "Cara Maria" is a guy or a car to what comes next."""

from __future__ import annotations

import re

_DEAR = re.compile(
    r"^(?P<first>[QqCcPp])(?:uerid|ar|rezad)(?P<end>[oa])(?= (?P<name>[A-ZÀ-Ý][^\W\d_]{0,30})\s?[,.!:])"
)
_MEN = frozenset(["Andrea", "Joshua", "Luca", "Nikita", "Sasha"])
"""Whose names end as those of women do."""
_MADE = {
    "fr": (("Estimée", "Chère"), ("Aimée", "Chère"), ("Estimé", "Cher"), ("Aimé", "Cher")),
    "it": (("Stimata", "Cara"), ("Stimato", "Caro")),
}
"""By the language that is read: what comes of "estimada", and what is written there."""


def plain(portuguese: str, read: str) -> str:
    """With a word that the next engine knows as one for people."""
    word = "querid" if read == "es" else "estimad"

    def other(found: re.Match[str]) -> str:
        woman = found["name"].endswith("a") and found["name"] not in _MEN
        said = word + ("a" if woman else found["end"])
        return said.capitalize() if found["first"].isupper() else said

    return _DEAR.sub(other, portuguese)


def usual(made: str, read: str, english: str | None) -> str:
    """As letters begin in the language that is read, where they do so in English."""
    if english is None or english[:5].casefold() != "dear ":
        return made
    for stiff, said in _MADE.get(read, ()):
        for one, other in ((stiff, said), (stiff.lower(), said.lower())):
            if made.startswith(f"{one} "):
                return other + made[len(one) :]
    return made
