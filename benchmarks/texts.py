"""Chat messages to measure with: the demo's sentences, no two the same, so that caches stay cold."""

from __future__ import annotations

from service.demo.script import cast, scripts

NAMES = (
    "Ana",
    "Ben",
    "Caio",
    "Dora",
    "Eli",
    "Fay",
    "Gil",
    "Hugo",
    "Iris",
    "Joel",
    "Kai",
    "Lea",
    "Max",
    "Nina",
)


def texts(count: int, language: str) -> list[str]:
    """`count` different messages of one language of the demo ("en" or "pt")."""
    people = cast()
    lines = [
        turn.text
        for script in scripts()
        for turn in script.turns
        if turn.text and people[script.author(turn)].language == language
    ]
    return [f"{NAMES[n % len(NAMES)]}, {lines[n % len(lines)]} ({n})" for n in range(count)]


def mixed(count: int) -> list[tuple[str, str, str]]:
    """(text, source, target), English and Portuguese in turn."""
    half = (count + 1) // 2
    pairs = zip(texts(half, "en"), texts(half, "pt"), strict=True)
    both = [row for en, pt in pairs for row in ((en, "en", "pt"), (pt, "pt", "en"))]
    return both[:count]
