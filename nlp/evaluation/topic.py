"""Topics of single messages: macro-F1 beside the most frequent, and how often a named topic is right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from importlib.resources import files

import msgspec

from nlp.encoder.embedding import build_embedder
from nlp.measures.base import Cell, Options, Say, Table
from nlp.tasks.topic import build_topics

FILE = "topic.tsv"
NONE = "-"
"""Stands for "no topic" in the file: the right answer is silence."""


class Case(msgspec.Struct, frozen=True):
    """A message and its topic; NONE where it has none."""

    language: str
    text: str
    topic: str


Answers = Sequence[str]
"""One topic per case, NONE where nothing was named."""


def run(options: Options, say: Say) -> list[Table]:
    """Our own messages, none of them in the reply set: always the same, whatever the data folder holds."""
    embedder, said = build_embedder(options.settings), cases()
    topics = build_topics(options.settings, embedder, say)
    say(f"{len(said)} messages")
    vectors = embedder.embed([case.text for case in said])
    found = [topic.label or NONE for topic in topics.name(vectors)]
    return [_systems(said, found), _by_topic(said, found)]


def cases() -> list[Case]:
    """The messages that come with the project."""
    lines = files("nlp.evaluation").joinpath("data", FILE).read_text(encoding="utf-8").splitlines()
    return [Case(*line.split("\t")) for line in lines[1:]]


def majority(said: Sequence[Case]) -> list[str]:
    """What answers all of them with the most frequent topic."""
    [(topic, _)] = Counter(case.topic for case in said).most_common(1)
    return [topic] * len(said)


def f1(said: Sequence[Case], found: Answers, topic: str) -> float:
    """Harmonic mean of precision and recall of one topic, 0 to 1."""
    pairs = [(case.topic, one) for case, one in zip(said, found, strict=True)]
    hits = sum(right == one == topic for right, one in pairs)
    return 2 * hits / max(1, sum((right == topic) + (one == topic) for right, one in pairs))


def macro_f1(said: Sequence[Case], found: Answers) -> float:
    """Mean of `f1` over all topics and NONE."""
    topics = sorted({case.topic for case in said})
    return sum(f1(said, found, topic) for topic in topics) / len(topics)


def _systems(said: Sequence[Case], found: Answers) -> Table:
    groups: list[tuple[str, Callable[[Case], bool]]] = [("all", lambda _: True)]
    languages = Counter(case.language for case in said)
    groups += [(name, lambda case, name=name: case.language == name) for name in languages]  # type: ignore[misc]
    rows = []
    for name, belongs in groups:
        chosen = [number for number, case in enumerate(said) if belongs(case)]
        part, ours = [said[number] for number in chosen], [found[number] for number in chosen]
        rows += [_row(name, "Duologue", part, ours), _row(name, "most frequent", part, majority(part))]
    return Table(
        name="topic",
        title="Topic of a message",
        columns=("language", "system", "messages", "macro-F1 %", "right %", "named %", "right when named %"),
        rows=tuple(rows),
        note="Messages that we wrote for this, none of them in the reply set that topics are learnt from. "
        "A sixth has no topic, and silence is right there. Right: the topic, or silence. Written by one hand "
        "that knew the set's situations, so expect less of real talk.",
    )


def _row(name: str, system: str, said: Sequence[Case], found: Answers) -> tuple[Cell, ...]:
    right = [case.topic == one for case, one in zip(said, found, strict=True)]
    named = [hit for hit, one in zip(right, found, strict=True) if one != NONE]
    share = _percent(sum(named) / len(named)) if named else None
    return (
        name,
        system,
        len(said),
        _percent(macro_f1(said, found)),
        _percent(sum(right) / len(said)),
        _percent(len(named) / len(said)),
        share,
    )


def _by_topic(said: Sequence[Case], found: Answers) -> Table:
    rows = []
    for topic in sorted({case.topic for case in said}):
        wanted = [one for case, one in zip(said, found, strict=True) if case.topic == topic]
        wrong = Counter(one for one in wanted if one != topic).most_common(2)
        rows.append(
            (
                "none" if topic == NONE else topic,
                len(wanted),
                _percent(f1(said, found, topic)),
                ", ".join(f"{'none' if one == NONE else one} {count}" for one, count in wrong),
            )
        )
    return Table(
        name="topic_each",
        title="Each topic",
        columns=("topic", "messages", "F1 %", "taken for"),
        rows=tuple(rows),
    )


def _percent(share: float) -> float:
    return round(100 * share, 1)
