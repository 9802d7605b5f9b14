"""Lines of a message that are a program: nobody wants those translated, "def f(x)" least of all.

Only what hardly is prose counts; what stands indented beside such a line belongs to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_NAME = r"[A-Za-z_]\w{0,60}"
_PLACE = rf"{_NAME}(?:\.{_NAME}|\[[^\[\]\n]{{1,40}}\]){{0,6}}"
_REST = r"[^\n]{0,200}"
_DECLARED = (
    # def f(x):, class A(B):, import os, from a import b, const x = 1
    rf"(?:async )?def {_NAME}\({_REST}|class {_NAME}(?:\([^()\n]{{0,100}}\))?:|import [\w.]{{1,60}}"
    rf"|from [\w.]{{1,60}} import \w{{1,60}}(?:, ?\w{{1,60}}){{0,9}}"
    rf"|(?:const|let|var|int|auto|final) {_NAME}(?: ?=){_REST}"
)
_STEERED = (
    # if (x == 1) {, while x < 2:, for i in range(5):
    rf"(?:if|elif|else if|while|for|switch|try|catch)\b{_REST}\{{"
    r"|(?:if|elif|while)\b(?=[^\n:]{0,120}(?:[=!<>]=|[<>()]))[^\n:]{1,160}:"
    rf"|for [\w, ]{{1,40}} in [\w.]{{1,40}}\([^\n]{{0,80}}\):"
)
_DONE = (
    # x = f(y), a.b += 1, f(x);, });
    rf"{_PLACE} ?(?:[-+*/|]?=|:=) ?(?:[\w.]{{1,60}}\({_REST}|[(\[{{]{_REST}"
    rf"|[\"'][^\"'\n]{{0,200}}[\"'];?|{_PLACE};)"
    rf"|{_PLACE}\({_REST}\);|[\])}}]{{1,6}}[;,]?|{_REST}[(){{}}=][^\n]{{0,100}};|{_REST}\)\s?\{{"
)
_ASKED = (
    # SELECT a FROM b, #include <x>, $ make, >>> x, pip install x
    rf"SELECT\b{_REST}\bFROM\b{_REST}|(?:INSERT INTO|DELETE FROM|CREATE TABLE|ALTER TABLE){_REST}"
    rf"|\#include <[^\n]{{1,80}}|\#!/[^\n]{{1,80}}|\$ [a-z]{_REST}|>>> {_REST}"
    r"|(?:sudo |\$ )?(?:npm|npx|pip3?|docker|kubectl|git|cargo|apt) "
    rf"(?:install|run|build|clone|pull|push|add|apply|commit)\b{_REST}"
)
_CODE = re.compile(rf"\s*(?:{_DECLARED}|{_STEERED}|{_DONE}|{_ASKED})\s*")
_INDENTED = re.compile(r"(?: {2,}|\t)\S")


def code_lines(lines: Sequence[str]) -> frozenset[int]:
    """Indices of lines that are code."""
    found = {index for index, line in enumerate(lines) if _CODE.fullmatch(line) and line.strip()}
    if not found:
        return frozenset()
    for step in (1, -1):
        for index in range(len(lines))[::step]:
            if index - step in found and _INDENTED.match(lines[index]):
                found.add(index)
    return frozenset(found)
