"""docs/architecture.md leads through files and names that exist, and names every stage of a translation."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
WALK = (ROOT / "docs" / "architecture.md").read_text()
STEP = re.compile(r"`([\w./-]+/[\w./-]+\.(?:py|ts|md))`(?:\s+`([A-Za-z_][\w.]*)`)?")
"""A file, and the name that stands right behind it."""


def steps() -> list[tuple[str, str]]:
    return [(found[1], found[2] or "") for found in STEP.finditer(WALK)]


def names_of(path: Path) -> set[str]:
    """What a file defines: `function`, `Class`, `Class.method`."""
    text = path.read_text()
    if path.suffix == ".ts":
        classes = set(re.findall(r"^(?:export )?class (\w+)", text, re.M))
        methods = set(re.findall(r"^  (?:async )?(\w+)\(", text, re.M))
        functions = set(re.findall(r"^export (?:async )?function (\w+)", text, re.M))
        return classes | functions | {f"{one}.{method}" for one in classes for method in methods}
    found = set()
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            inner = [one for one in node.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
            found |= {f"{node.name}.{one.name}" for one in inner}
    return found


def test_the_walk_is_a_walk():
    assert len(steps()) >= 40
    assert sum(bool(name) for _, name in steps()) >= 30


@pytest.mark.parametrize(("path", "name"), steps())
def test_each_file_and_name_of_the_walk_exists(path, name):
    assert (ROOT / path).exists()
    assert not name or name in names_of(ROOT / path)


def test_what_does_not_exist_is_not_found():
    assert not {"Nothing", "Consumer.nothing", "nothing"} & names_of(ROOT / "wire/broker/consumer.py")
    assert not {"Nothing", "Sender.nothing"} & names_of(ROOT / "service/client/src/state/sender.ts")


def test_every_stage_of_a_translation_is_named():
    stages = {one.stem for one in (ROOT / "nlp/tasks/translation/stages").glob("*.py")} - {"__init__"}
    (step,) = [one for one in re.split(r"\n(?=\d+\. )", WALK) if "Translator.translate" in one]
    assert sorted(one for one in stages if f"`{one}`" not in step) == []
