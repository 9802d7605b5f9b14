"""Texts of pages, held against what is translated of them: nothing is missing, nothing is left over."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

from analytics.metrics.registry import METRICS
from dashboards import glossary, speech

CODE = Path(speech.__file__).parent
OTHERS = [language for language in speech.LANGUAGES if language != speech.ENGLISH]
Text = str | tuple[str, str]


def texts() -> set[Text]:
    """Every text that the code marks, or asks for, and what each metric counts."""
    found: set[Text] = {one.definition for one in METRICS.values()}
    for file in sorted(CODE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                found |= _of(node.func.id, node.args, file)
    return found


def _of(called: str, args: list[ast.expr], file: Path) -> set[Text]:
    literal = [one.value for one in args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    if called == "n":
        assert len(literal) == 2, f"{file}: a text of a count is two literals"
        return {(literal[0], literal[1])}
    return set(literal[:1]) if called in ("t", "mark") else set()


def names(text: str) -> list[str]:
    return sorted(re.findall(r"\{(\w*)\}", text))


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_translated_once_and_no_other(language):
    ids = Counter(one.id for area in speech.catalogues(language) for one in area if one.id)
    assert [one for one, times in ids.items() if times > 1] == []
    assert sorted(map(str, texts() - set(ids))) == []
    assert sorted(map(str, set(ids) - texts())) == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_is_whole_and_names_the_same_values(language):
    for area in speech.catalogues(language):
        for one in area:
            if not one.id:
                continue
            said = one.string if isinstance(one.string, tuple) else (one.string,)
            assert len(said) == (area.num_plurals if isinstance(one.id, tuple) else 1), one.id
            wanted = names(one.id[0] if isinstance(one.id, tuple) else one.id)
            assert all(text and names(text) == wanted for text in said), (one.id, said)
            marks = one.id[0] if isinstance(one.id, tuple) else one.id
            assert all(text.count("`") == marks.count("`") for text in said), one.id
            assert all(text.count("**") == marks.count("**") for text in said), one.id


SPEAKING = ("panels", "app", "filters", "view", "beside", "glossary", "painpoints", "names")
OF_REPORTS = ("page", "tables", "wording", "drawing")
PLAIN = ("app.py: Duologue dashboard", "panels.py: Loaded", "panels.py: Parquet", "panels.py: duologue demo")
"""Names, and a command."""
_OF_CODE = re.compile(r"[<>{}#=/]|^:|:[a-z]|^[a-z0-9_.-]*$")
"""HTML and CSS, addresses, and names of things in the code."""


def test_no_words_of_a_page_are_told_in_english_alone():
    """Whatever a page or a report says stands in `t`, `n` or `mark`."""
    files = [CODE / f"{name}.py" for name in SPEAKING]
    files += [CODE / "report" / f"{name}.py" for name in OF_REPORTS]
    files += [one for one in sorted((CODE / "screens").glob("*.py"))]
    found = {f"{file.name}: {text}" for file in files for text in _unmarked(ast.parse(file.read_text()))}
    assert {one for one in found if not one.startswith(PLAIN)} == set()
    assert [one for one in PLAIN if not any(text.startswith(one) for text in found)] == []


def _unmarked(tree: ast.AST) -> set[str]:
    """Literals that could be words for people, but for docstrings and for what is marked."""
    inside = ast.iter_child_nodes(tree)
    if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) and tree.func.id in ("t", "n", "mark"):
        inside = iter((*tree.args[2:], *tree.keywords))
    elif isinstance(tree, ast.Expr) and isinstance(tree.value, ast.Constant):
        return set()
    elif isinstance(tree, ast.Constant) and isinstance(tree.value, str):
        many = re.findall(r"[A-Za-z]{3,}", tree.value)
        for_people = many and (len(many) > 1 or many[0].istitle()) and not _OF_CODE.search(tree.value)
        return {tree.value} if for_people else set()
    return {text for one in inside for text in _unmarked(one)}


def test_every_metric_has_a_name():
    assert set(METRICS) - set(glossary.NAMES) == set()


@pytest.mark.parametrize(
    "shunned",
    [
        ".map_elements(",  # runs in a thread of Polars, which speaks English
        "st.table(", "st.dataframe(",  # read cells as Markdown, to which "14. Nov." is a list
    ],
)  # fmt: skip
def test_rows_of_pages_are_put_into_words_by_what_keeps_them(shunned):
    screens = (CODE / "screens").glob("*.py")
    assert [file.name for file in screens if shunned in file.read_text()] == []
