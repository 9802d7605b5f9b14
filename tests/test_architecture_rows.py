"""Rows of the store stay in the module that asked for them: what others get are frozen structs."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROWS = frozenset({"Row", "RowMapping", "Result", "CursorResult", "MappingResult", "ScalarResult"})
"""What SQLAlchemy calls what a query finds."""


def public(tree: ast.Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Functions and methods that other modules may call."""
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_")
    ]


def from_sqlalchemy(tree: ast.Module) -> set[str]:
    """Names under which a module has a kind of row."""
    return {f"{module}.{one}" for one in ROWS for module in ("sqlalchemy", "sa", "sqlalchemy.engine")} | {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "sqlalchemy"
        for alias in node.names
        if alias.name in ROWS
    }


def faults(text: str) -> list[str]:
    tree = ast.parse(text)
    kinds, found = from_sqlalchemy(tree), []
    for one in public(tree):
        arguments = [*one.args.posonlyargs, *one.args.args, *one.args.kwonlyargs]
        hidden = [it for it in arguments if it.arg in ("row", "rows") and named(it.annotation) & {"Any"}]
        borders = [one.returns, *(it.annotation for it in arguments)]
        if hidden or any(named(it) & kinds for it in borders):
            found.append(f"{one.name} takes or gives rows: use a frozen struct (service/store/typed.py)")
    return found


def named(annotation: ast.expr | None) -> set[str]:
    if annotation is None:
        return set()
    return {ast.unparse(one) for one in ast.walk(annotation) if isinstance(one, ast.Name | ast.Attribute)}


def test_no_row_crosses_the_border_of_a_module():
    wrong = [
        f"{path.relative_to(ROOT)}: {fault}"
        for path in sorted((ROOT / "service").rglob("*.py"))
        for fault in faults(path.read_text())
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("from sqlalchemy import Row\nasync def found() -> Row[int]: ...", 1),
        ("from sqlalchemy import Row\ndef view(one: Row[int] | None) -> str: ...", 1),
        ("from sqlalchemy.engine import RowMapping as R\ndef view() -> list[R]: ...", 1),
        ("import sqlalchemy\ndef view(one: sqlalchemy.Row[int]) -> str: ...", 1),
        ("from typing import Any\ndef view(row: Any) -> str: ...", 1),
        ("from sqlalchemy import Row\ndef _view(row: Row[int]) -> str: ...", 0),
        ("from sqlalchemy import Row\nfrom service.store import outbox\ndef spread(one: outbox.Row): ...", 0),
    ],
)
def test_a_row_that_crosses_is_seen(text, number):
    assert len(faults(text)) == number
