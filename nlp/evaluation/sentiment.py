"""Sentiment: sentiments per set and language, alerts on constructed talks, and translations that disagree."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from importlib.resources import files

import msgspec

from nlp.measures.base import Cell, Options, Say, Table
from nlp.measures.judging import GOAL, Verdict, held_out, judge
from nlp.measures.labelled import read
from nlp.measures.sets import parallel, sample
from nlp.tasks.sentiment import Sentiments
from nlp.tasks.sentiment.build import build_scorer
from nlp.tasks.translation.translator import Ask, Translator, build_translator
from wire.contracts.sentiment_trend import Judged, score, trend

FILE = "sentiment/labelled.tsv.xz"
QUICK_ROWS, ALL_ROWS = 324, 3000
QUICK_LINES, ALL_LINES = 150, 1000
WITHIN = 2
"""Messages of the customer within which an alert shall come, the turning one counted in."""

TONES: Sequence[tuple[str, str]] = (
    ("Thank you so much, this is wonderful!", "Que nojo, isto é horrível."),
    ("I am very angry, this is a scandal.", "Estou muito feliz, que maravilha!"),
    ("I love it!", "Odeio isso."),
    ("What a terrible, useless service.", "Que serviço excelente e útil."),
    ("This is the best day of my life ❤️", "Este é o pior dia da minha vida."),
    ("You are so kind, thanks a lot!", "Você é muito cruel e mau."),
)
"""Texts with a translation whose tone is the opposite: each shall be flagged."""


class Talk(msgspec.Struct, frozen=True):
    """What one side says; `turns`: number of the message that turns for the worse, from 1; 0 for none."""

    language: str
    turns: int
    says: tuple[str, ...]


def run(options: Options, say: Say) -> list[Table]:
    """Sets of the data folder where there is one; conversations and tones of our own always."""
    scorer = build_scorer(options.settings)
    sentiments = Sentiments(scorer)
    path = options.data / FILE if options.data else None
    tables = []
    if path is not None and path.exists():
        say("sentiments")
        rows = held_out(read(path), QUICK_ROWS if options.quick else ALL_ROWS, options.seed)
        tables += _labels(judge(scorer, rows, say))
    say("alerts")
    tables += [_alerts(sentiments), _tones(sentiments, options, say)]
    return tables


def talks() -> list[Talk]:
    """The conversations that come with the project."""
    text = files("nlp.evaluation").joinpath("data", "sentiment.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text)["talk"], list[Talk])


def alerted(sentiments: Sentiments, talk: Talk) -> int:
    """Number of the message at which the first alert comes; 0 where none does."""
    found = [Judged(n, score(sentiment)) for n, sentiment in enumerate(sentiments.score(talk.says), 1)]
    return next((n for n in range(1, len(found) + 1) if trend(found[:n]).since), 0)


def in_time(talk: Talk, at: int) -> bool:
    """Whether an alert at message `at` tells of the turn, and within WITHIN messages."""
    return 0 <= at - talk.turns < WITHIN if talk.turns else at == 0


def _labels(verdict: Verdict) -> list[Table]:
    rows: list[tuple[Cell, ...]] = [
        (*name.split(" "), one.rows, _percent(one.macro_f1), _percent(one.accuracy), _percent(one.majority),
         _percent(one.said), _percent(one.macro_f1_said))
        for name, one in verdict.cells.items()
    ]  # fmt: skip
    columns = (
        "set",
        "language",
        "rows",
        "macro-F1",
        "accuracy",
        "commonest label",
        "labelled %",
        "their macro-F1",
    )
    summary: tuple[Cell, ...] = (
        _percent(verdict.mean()), _percent(verdict.ece), _percent(verdict.said),
        _percent(verdict.right_when_said), round(verdict.ms, 1),
    )  # fmt: skip
    return [
        Table(
            name="sentiment_summary",
            title=f"Sentiment on {GOAL}, all its languages",
            columns=("macro-F1", "ECE %", "labelled %", "of these right %", "ms alone"),
            rows=(summary,),
            note="Asked for: macro-F1 of 67, ECE of at most 6 %, under 40 ms a message.",
        ),
        Table(
            name="sentiment_sets",
            title="Sentiment per set and language",
            columns=columns,
            rows=tuple(rows),
            note="Validation rows. airline, MELD and reviews in ja and zh were not trained on.",
        ),
    ]


def _alerts(sentiments: Sentiments) -> Table:
    known = talks()
    rows = []
    for language in ("all", *sorted({one.language for one in known})):
        mine = [one for one in known if language in ("all", one.language)]
        turning, calm = [one for one in mine if one.turns], [one for one in mine if not one.turns]
        good = sum(in_time(one, alerted(sentiments, one)) for one in turning)
        early = sum(0 < alerted(sentiments, one) < one.turns for one in turning)
        false = sum(alerted(sentiments, one) > 0 for one in calm)
        rows.append((language, len(turning), good, early, len(calm), false))
    return Table(
        name="sentiment_alerts",
        title="Alerts on a turn for the worse",
        columns=(
            "language",
            "turning",
            f"told within {WITHIN} messages",
            "told before it",
            "calm",
            "false alarms",
        ),
        rows=tuple(rows),
        note="Conversations constructed for this project, through the real model.",
    )


def _tones(sentiments: Sentiments, options: Options, say: Say) -> Table:
    """How often a translation is said to sound unlike its original: of real ones, and of turned ones."""
    found = [one.disagrees for one in sentiments.judge([(text, other) for text, other in TONES])]
    rows: list[tuple[Cell, ...]] = [("turned on purpose", "en-pt", len(found), sum(found))]
    translator: Translator | None = None
    chats = [one for one in parallel(options) if one.name.startswith("chat")] if options.data else []
    for chat in chats:
        translator = translator or build_translator(options.settings)
        if (chat.source, chat.target) not in translator.pairs():
            continue
        say(f"tones of {chat.name} {chat.source}-{chat.target}")
        texts = sample(chat.texts, QUICK_LINES if options.quick else ALL_LINES, options.seed)
        done = translator.translate([Ask(text, chat.source, chat.target) for text in texts])
        judged = sentiments.judge([(text, one.text) for text, one in zip(texts, done, strict=True)])
        flagged = sum(one.disagrees for one in judged)
        rows.append((chat.name, f"{chat.source}-{chat.target}", len(texts), flagged))
    if translator:
        translator.close()
    return Table(
        name="sentiment_tones",
        title="Translations said to sound unlike the original",
        columns=("set", "pair", "messages", "flagged"),
        rows=tuple(rows),
        note="Flagged where both are sure of different labels.",
    )


def _percent(share: float) -> float:
    return round(100 * share, 1)
