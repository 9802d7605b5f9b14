"""Every regular expression of `nlp` and `service`: those of the modules, and those that functions make."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import nlp
from nlp.engines.apertium import repairs
from nlp.tasks.replies.phrases import load_reply_set
from nlp.tasks.replies.refusals import Refusals
from nlp.tasks.translation.address import portuguese
from nlp.tasks.translation.carry import strange
from nlp.tasks.translation.integrity import lawful, signs, units
from nlp.tasks.translation.marks import negation
from nlp.tasks.translation.surface import labels, names, slang, slang_context

ROOT = Path(nlp.__file__).parent.parent
PACKAGES = ("nlp", "service")

OURS = ("nlp.evaluation", "nlp.measures", "nlp.training")
"""What reads files of ours, and never what people send."""

_READ = frozenset({"compile", "search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split"})


class Found(NamedTuple):
    """A pattern, where it stands, and how it is used: "all" over a text; "match", "fullmatch" at a place."""

    name: str
    pattern: re.Pattern[str]
    uses: tuple[str, ...] = ("all",)


MADE: dict[str, Callable[[], list[re.Pattern[str]]]] = {
    "nlp.tasks.translation.marks.negation._pattern": lambda: [
        getattr(words, kind)
        for language in negation._lists()
        if (words := negation._words(language))
        for kind in ("sure", "perhaps", "idle")
    ],
    "nlp.tasks.translation.surface.slang._phrases": lambda: [
        pattern for language in slang._tables()["phrases"] for pattern, _ in slang._phrases(language)
    ],
    "nlp.engines.apertium.repairs._table": lambda: [
        pattern for pair in repairs._REPAIRS if (pattern := repairs._table(pair)[0])
    ],
    "nlp.tasks.translation.surface.slang_context._before": lambda: [
        slang_context._letters(),
        *[
            slang_context._before(words)
            for needs in slang_context._contexts().needs.values()
            for words in needs.values()
        ],
    ],
    "nlp.tasks.translation.surface.labels._pattern": lambda: [
        labels._pattern(one, "X1|X2") for one in labels._NOUNS
    ],
    "nlp.tasks.translation.surface.names._names": lambda: [names._names()],
    "nlp.tasks.translation.surface.names.small": lambda: [re.compile(r"(?<!\w)Maria(?!\w)")],
    "nlp.tasks.translation.address.portuguese._bare_verbs": lambda: [portuguese._bare_verbs()],
    "nlp.tasks.replies.refusals.__init__": lambda: list(Refusals(load_reply_set().rules)._rules.values()),
    # Words and numbers as they stand in a text: seen to in the tests of the functions.
    "nlp.tasks.translation.integrity.signs._instead": lambda: [signs._instead(one) for one in lawful.INSTEAD],
    "nlp.tasks.translation.integrity.units._spelled": lambda: [units._spelled(one) for one in lawful.UNITS],
    "nlp.tasks.translation.carry.strange._units": lambda: [strange._units(""), strange._units("-'")],
    "nlp.encoder.words.ids": lambda: [re.compile(" {2,}")],
    # Of the module's own: found there. Names of files and versions, 300 signs of a header: none of a message.
    "nlp.tasks.translation.protect.foreign._words": list,
    "nlp.tasks.translation.protect.tokens._kinds": list,
    "nlp.engines.hub.convert._plain": list,
    "nlp.provisioning.registry._preference": list,
    "service.api.device._first": list,
    "nlp.tasks.translation.protect.placeholders.unmask": list,
    "nlp.tasks.translation.protect.placeholders._missing": list,
    "nlp.tasks.translation.knowledge.glossary._places": list,
    "nlp.tasks.translation.protect.clock.with_right_half": list,
    "service.knowledge.keys.occurs": list,
}
"""Functions that make patterns, by the patterns that they make."""


@cache
def sources() -> dict[str, str]:
    """The text of each module, by its name."""
    found = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            text = path.read_text("utf-8")
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            if "__main__" not in name:
                found[name] = text
    return found


@cache
def patterns() -> tuple[Found, ...]:
    """All of them, each once."""
    found: dict[tuple[str, int], Found] = {}
    for name, text in sources().items():
        if "\nimport re\n" not in text or name.startswith(OURS):
            continue
        for variable, value in vars(importlib.import_module(name)).items():
            for pattern in _within(value):
                one = Found(f"{name}.{variable}", pattern, _uses(name, variable))
                found.setdefault((pattern.pattern, pattern.flags), one)
    for name, make in MADE.items():
        for number, pattern in enumerate(make()):
            found.setdefault((pattern.pattern, pattern.flags), Found(f"{name} {number}", pattern))
    return tuple(found.values())


def made_in_functions() -> set[str]:
    """Names of functions that call `re` themselves, files of ours left out."""
    found = set()
    for name, text in sources().items():
        if name.startswith(OURS):
            continue
        for node in ast.walk(ast.parse(text)):
            named = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            if named and any(_calls_re(inner) for inner in ast.walk(node)):
                found.add(f"{name}.{getattr(node, 'name', '<lambda>')}")
    return found


def _calls_re(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    owner = node.func.value
    return isinstance(owner, ast.Name) and owner.id == "re" and node.func.attr in _READ


def _within(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _within(one)
    elif isinstance(value, tuple | list) and len(value) < 100:
        for one in value:
            yield from _within(one)


def _uses(module: str, variable: str) -> tuple[str, ...]:
    """How a pattern of this name is used: where nothing is found, in every way."""
    where = [sources()[module]] if variable.startswith("_") else sources().values()
    calls = {call for text in where for call in re.findall(rf"(?<!\w){variable}\.(\w+)\(", text)}
    return tuple(sorted(calls)) if calls and calls <= {"match", "fullmatch"} else ("all",)
