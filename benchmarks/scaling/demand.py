"""What people ask of each part: messages a second over the day, and CPU of each process at its peak."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from benchmarks.scaling.figures import STORES, Figures

Floats = NDArray[np.float64]
SECONDS = 86_400
SQLITE, POSTGRESQL = STORES


class Work(Struct, frozen=True):
    """What happens a second at the peak of the day."""

    people: float
    messages: float
    mean: float
    """Messages a second over the whole day."""
    sockets: float
    opened: float
    listed: float
    caught_up: float
    """Thousands of missed messages that are handed over."""


def over_the_day(figures: Figures, people: float) -> Floats:
    """Messages a second that are expected, at each step of the day by UTC."""
    day = figures.assumed.day
    count = SECONDS // day.tick
    hours = np.arange(count) * day.tick / 3600
    weights = np.array([*day.hours, day.hours[0]])
    shape = np.zeros(count)
    for share, zone in _zones(figures, people):
        shape += share * np.interp((hours + zone) % 24, np.arange(25), weights)
    return shape / shape.mean() * people * figures.assumed.person.messages / SECONDS


def _zones(figures: Figures, people: float) -> list[tuple[float, int]]:
    """Shares and clocks: a small installation lives by one."""
    day = figures.assumed.day
    if people <= day.together_until:
        return [(1.0, max(day.regions, key=lambda one: one.share).zone)]
    return [(one.share, one.zone) for one in day.regions]


def work(figures: Figures, people: float) -> Work:
    """At the peak: all that people do follows the hours in which they write."""
    person, rates = figures.assumed.person, over_the_day(figures, people)
    peak = float(rates.max() / rates.mean())
    each = people * peak / SECONDS
    return Work(
        people=people,
        messages=float(rates.max()),
        mean=float(rates.mean()),
        sockets=people * person.connected * person.devices,
        opened=each * person.opened,
        listed=each * person.listed,
        caught_up=each * person.caught_up * person.caught_up_size / 1000,
    )


def cpu(figures: Figures, asked: Work, store: str, apart: float) -> dict[str, float]:
    """Cores that each process needs. `apart`: chance that who hears of something has another `serve`."""
    person = figures.assumed.person
    kinds = {
        "post": asked.messages,
        "receipt": asked.messages * person.receipts,
        "typing": asked.messages * person.typing,
        "enriched": asked.messages,
        "opened": asked.opened,
        "caught_up": asked.caught_up,
    }
    parts = {part for found in figures.measured.cpu_ms[store].values() for part in found}
    cores = {
        part: sum(rate * figures.cost(store, kind, part) for kind, rate in kinds.items()) / 1000
        for part in sorted(parts)
    }
    told, alone = envelopes(figures, asked) * apart, figures.measured.alone[store]
    cores["serve"] += (asked.listed * figures.said("listed_ms") + told * alone["told_serve_ms"]) / 1000
    cores["broker"] += told * alone["told_broker_ms"] / 1000
    cores["worker"] = asked.messages * message_ms(figures) / 1000
    return cores


def envelopes(figures: Figures, asked: Work) -> float:
    """Told to people a second: message and enrichment to both sides, receipt and typing to one."""
    person = figures.assumed.person
    return asked.messages * (2 + 2 + person.receipts + person.typing)


def directions(figures: Figures) -> dict[tuple[str, str], float]:
    """Shares of messages by who wrote in what for whom who reads what; the same language is one of them."""
    spoken, crossing = figures.assumed.languages, figures.assumed.conversations.crossing
    other = {(one, two): spoken[one] * spoken[two] for one in spoken for two in spoken if one != two}
    whole, same = sum(other.values()), sum(share**2 for share in spoken.values())
    found = {pair: crossing * share / whole for pair, share in other.items()}
    return found | {(one, one): (1 - crossing) * share**2 / same for one, share in spoken.items()}


def models_of(pair: tuple[str, str]) -> list[tuple[str, str]]:
    """The models on the way: each language has a pair with English."""
    one, two = pair
    if one == two:
        return []
    return [pair] if "en" in pair else [(one, "en"), ("en", two)]


def message_ms(figures: Figures, loading: float = 0.0) -> float:
    """CPU ms of a worker for the usual message, with its previews. `loading`: models loaded for it."""
    said, person = figures.said, figures.assumed.person
    by_models = {
        0: said("worker_ms") - said("engine_ms") - said("judge_ms"),
        1: said("worker_ms"),
        2: said("worker_ms") + said("engine_ms"),
    }
    found = 0.0
    for pair, share in directions(figures).items():
        steps = len(models_of(pair))
        found += share * (by_models[steps] + person.previews * steps * said("preview_ms"))
    return found + loading * figures.measured.model_load_ms


def loads_a_message(figures: Figures, kept: int, seed: int, messages: int = 20_000) -> float:
    """Models that one worker loads for a message where it keeps `kept`, the longest unused going first."""
    shares = directions(figures)
    pairs, dice = list(shares), np.random.default_rng(seed)
    loaded: dict[tuple[str, str], None] = {}
    loads = 0
    drawn = dice.choice(len(pairs), size=messages, p=np.array(list(shares.values())))
    for number, place in enumerate(drawn):
        for model in models_of(pairs[place]):
            if model in loaded:
                del loaded[model]
            elif number >= messages // 10:
                loads += 1
            loaded[model] = None
            if len(loaded) > kept:
                del loaded[next(iter(loaded))]
    return loads / (messages - messages // 10)


def models(figures: Figures) -> int:
    """Models that all languages need together."""
    return len({model for pair in directions(figures) for model in models_of(pair)})


def unequal(figures: Figures, people: float, places: int, seed: int) -> float:
    """How much more the busiest of so many partitions has than the mean, conversations spread by their hash.

    Where there are more than two million, so many are drawn: what is above the mean falls with the root of
    their number.
    """
    conversations = max(places, int(people * figures.assumed.conversations.each))
    dice, spread = np.random.default_rng(seed), figures.assumed.conversations.spread
    drawn = min(conversations, 2_000_000)
    sizes = dice.lognormal(0.0, spread, drawn)
    loads = np.bincount(dice.integers(0, places, drawn), weights=sizes, minlength=places)
    over = float(loads.max() / loads.mean()) - 1
    return 1 + over * (drawn / conversations) ** 0.5
