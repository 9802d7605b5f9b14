"""Lines of programs stay as they are, indent and all; prose is no program."""

import pytest

from nlp.evaluation.chat_cases import LANGUAGES, cases
from nlp.tasks.translation.layout.code import code_lines
from nlp.tasks.translation.layout.pieces import lay_out

PROGRAMS = (
    "    def f(x):\n        return x",
    "def greet(name: str) -> str:\n    message = name\n    return message",
    "import os\nfrom pathlib import Path",
    "if (x == 1) {\n  run(x);\n}",
    "for (let i = 0; i < 5; i++) {\n\tcount += i;\n}",
    "const total = items.length;",
    "x = f(y)",
    "console.log(order);",
    "SELECT name FROM people WHERE id = 5",
    "#include <stdio.h>",
    "$ make install",
    "pip install duologue",
    "});",
)
PROSE = (
    "for those in need: come in",
    "if you can: call me",
    "I like it (a lot)",
    "first this; then that;",
    "class starts at 9",
    "import taxes are high",
    "select one from the list",
    "while I was there: nothing",
    "git is nice",
    "a = b",
    "price = low",
    "let me know",
    "- one\n  two",
    "return it to me",
    "var is football's worst idea",
    "from Porto import duties apply",
    "he said (and so on); she left",
)


@pytest.mark.parametrize("text", PROGRAMS)
def test_a_program_is_not_spoken(text):
    assert [piece.text for piece in lay_out(text) if piece.spoken] == []
    assert "".join(piece.text for piece in lay_out(text)) == text


@pytest.mark.parametrize("text", PROSE)
def test_prose_is_spoken(text):
    assert code_lines(text.split("\n")) == frozenset()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_of_ours_is_taken_for_a_program(language):
    found = [
        case.text for case in cases(language) if code_lines(case.text.split("\n")) and case.kind != "code"
    ]
    assert found == []


def test_what_is_said_around_a_program_is_spoken():
    text = "Look at this:\n\n    def f(x):\n        return x\n\nIs it right?"
    assert [piece.text for piece in lay_out(text) if piece.spoken] == ["Look at this:", "Is it right?"]
