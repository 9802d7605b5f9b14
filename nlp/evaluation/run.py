"""Runs evaluations one after the other; a broken one says so and the others go on."""

from __future__ import annotations

import importlib
import logging
import time
from collections.abc import Sequence

import msgspec

from nlp.errors import NlpError
from nlp.measures.base import Evaluation, Options, Say, Table

log = logging.getLogger(__name__)

TASKS = {
    "translation": "chrF and whole tokens, per set and pair",
    "routes": "every way of every pair, the engines alone",
    "inventions": "everyday turns whose translation says something else",
    "forms": "whether readers are addressed in one form, formal or informal",
    "integrity": "names, signs, placeholders: whole, or told",
    "chat": "our own chat cases: what must hold, and how often it does",
    "glossary": "whether glossary lines are honoured, and what that costs",
    "confidence": "whether confidence tells bad translations from good ones",
    "marks": "marks on previews: on good translations, and on damaged ones",
    "language": "detection of short texts, beside other libraries",
    "sentiment": "macro-F1, calibration, and alerts",
    "replies": "recall and rank of the right reply, beside BM25 and the most frequent",
    "topic": "topics of single messages, beside the most frequent",
    "painpoints": "what many write about: groups held against labelled intents, beside k-means",
    "answer": "the right article or none, beside BM25 alone",
    "autocomplete": "keystrokes saved",
}
"""Each is the module of that name here."""

USUAL = tuple(task for task in TASKS if task != "routes")
"""What is measured where nothing is named. Not the map: it changes with engines, and takes a quarter of an
hour."""


class TaskResult(msgspec.Struct, frozen=True, kw_only=True):
    """What one task gave: tables, or why there are none."""

    task: str
    seconds: float
    tables: tuple[Table, ...] = ()
    failed: str | None = None


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """Everything, as it goes to JSON."""

    quick: bool
    seed: int
    results: tuple[TaskResult, ...]


def evaluate(tasks: Sequence[str], options: Options, say: Say) -> Report:
    """Run these tasks in this order. Unknown names raise KeyError before anything runs."""
    unknown = [task for task in tasks if task not in TASKS]
    if unknown:
        raise KeyError(*unknown)
    results = tuple(_result(task, f"nlp.evaluation.{task}", options, say) for task in dict.fromkeys(tasks))
    return Report(quick=options.quick, seed=options.seed, results=results)


def _result(task: str, module: str, options: Options, say: Say) -> TaskResult:
    began = time.perf_counter()
    try:
        run: Evaluation = importlib.import_module(module).run
        tables = tuple(run(options, lambda news: say(f"{task}: {news}")))
        failed = None
    except (NlpError, ImportError) as error:
        tables, failed = (), str(error)
    except Exception as error:
        log.exception("%s broke down", task)
        tables, failed = (), f"{type(error).__name__}: {error}"
    return TaskResult(task=task, seconds=round(time.perf_counter() - began, 1), tables=tables, failed=failed)
