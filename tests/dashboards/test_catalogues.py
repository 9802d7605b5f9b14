"""Texts of pages, held against what is translated of them: nothing is missing, nothing is left over."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

from dashboards import speech

CODE = Path(speech.__file__).parent
ENGLISH_ONLY = {
    "conversations", "health", "painpoints", 
}  # fmt: skip
"""Pages whose own words are not translated so far; their titles, filters and frame are."""
OTHERS = [language for language in speech.LANGUAGES if language != speech.ENGLISH]
Text = str | tuple[str, str]


def texts() -> set[Text]:
    """Every text that the code marks, or asks for."""
    found: set[Text] = set()
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


def test_pages_that_are_not_translated_are_those_that_are_named():
    screens = {file.stem: file.read_text() for file in (CODE / "screens").glob("[a-z]*.py")}
    assert {name for name, code in screens.items() if "speech import" not in code} == ENGLISH_ONLY


def test_rows_of_translated_pages_are_put_into_words_by_each():
    said = {file.stem for file in (CODE / "screens").glob("*.py") if ".map_elements(" in file.read_text()}
    assert said <= ENGLISH_ONLY
