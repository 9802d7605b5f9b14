"""Two weeks of a busy town: many conversations in several languages, always the same ones."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from analytics.lake import ALIVE, Lake
from tests.analytics.world import World

PAIRS = [("en", "pt"), ("en", "pt"), ("pt", "es"), ("es", "en"), ("en", "fr"), ("ca", "es"), ("de", "en")]
ROUGH = {("en", "fr"), ("fr", "en")}
NO_WAY = {("de", "en"), ("en", "de")}
INTENTS = ("you_are_welcome", "let_me_check", "yes_please", "ok_got_it", "glad_to_help", "see_you_then")


def town(root: Path, now: datetime | None = None, conversations: int = 40, demo: bool = False) -> Lake:
    """Write it into a lake, as if the collector had just done so. The last messages are minutes old."""
    now = now or datetime.now(UTC)
    rng, world = random.Random(7), World(start=now - timedelta(days=14), demo=demo)
    for number in range(conversations):
        _conversation(world, rng, number, "demo" if demo else "live")
    lake = world.write(root)
    (root / ALIVE).touch()
    return lake


def _conversation(world: World, rng: random.Random, number: int, prefix: str) -> None:
    first, second = PAIRS[number % len(PAIRS)]
    sides = [(f"{prefix}-{number}-a", first, second), (f"{prefix}-{rng.randrange(9)}-b", second, first)]
    days = 14 * 24 * 60
    at = float(days - 12 if number % 11 == 0 else rng.randrange(days - 900))
    for turn in range(rng.randrange(5, 14)):
        who, language, target = sides[turn % 2 if rng.random() < 0.85 else 0]
        sour = number % 9 == 4 and turn > 2
        weights = [1, 2, 9, 1] if sour else [4, 4, 1.3, 1]
        sentiment = rng.choices(["positive", "neutral", "negative", None], weights)[0]
        message = world.say(who, at, conversation=f"{prefix}-c{number}", language=language, target=target)
        _enrich(world, rng, message, language, target, sentiment)
        if sour and turn == 4:
            world.act("mood_turned", at, message_id=message, person=who)
        if rng.random() < 0.6:
            _offer(world, rng, message, at)
        at += rng.expovariate(1 / 3) if at < days - 15 else 0.8


def _enrich(world, rng, message, language, target, sentiment) -> None:
    pair = (language, target)
    wait = rng.lognormvariate(-0.7, 0.6)
    if pair in NO_WAY:
        refused = {"outcome": "unsupported", "reason": "unsupported_pair"}
        world.enrich(message, sentiment=sentiment, intents=INTENTS[:3], **refused)
    elif rng.random() < 0.02:
        world.enrich(message, sentiment=sentiment, outcome="failed", reason="engine_error")
    elif rng.random() > 0.01:
        intents = tuple(rng.sample(INTENTS, 3))
        world.enrich(message, sentiment=sentiment, wait=wait, rough=pair in ROUGH, intents=intents)


def _offer(world, rng, message, at) -> None:
    world.act("suggestions_shown", at + 0.2, message_id=message, count=3)
    fate = rng.choices([None, "suggestion_sent", "suggestion_edited"], [6, 3, 1])[0]
    if fate:
        world.act(fate, at + 0.5, message_id=message, suggestion_id=rng.choice(INTENTS[:4]))
