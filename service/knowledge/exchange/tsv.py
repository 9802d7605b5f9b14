"""Tab-separated values, one record a line: what spreadsheets open and what training tools read.

A line break, tab or backslash within a field is written as `\\n`, `\\t` or `\\\\`. Spreadsheets put some
fields in double quotes: such quotes are taken off, and put on where a field begins with one. What a
spreadsheet might take for a formula gets an apostrophe before it, and loses it when it is read again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence

_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
_PLAIN = {code: sign for sign, code in _ESCAPES.items()}
_TO_ESCAPE = re.compile(r"[\\\t\n\r]")
_ESCAPED = re.compile(r"\\[\\tnr]")

BOM = "\ufeff"
"""What tells a spreadsheet that a file is UTF-8."""

_PASSED_OVER = " '\"‘’“”\u00a0\u200b\u200e\u200f\u3000\ufeff"
"""What a formula may hide behind: blanks, quotes, and what shows nothing."""

_NUMBER = re.compile(r"[+-]?\d[\d.,]*")


def starts_formula(text: str) -> bool:
    """Whether a spreadsheet might reckon with this rather than show it. Plain numbers are no formulas."""
    sign = unicodedata.normalize("NFKC", text.lstrip(_PASSED_OVER)[:1])
    return sign in {"=", "+", "-", "@", "\t", "\r"} and not _NUMBER.fullmatch(text)


def write(columns: Sequence[str], records: Iterable[Mapping[str, str | None]]) -> Iterator[str]:
    """Lines with their ends, the names of the columns first. What is null or missing is an empty field."""
    yield "\t".join(columns) + "\n"
    for record in records:
        yield "\t".join(_field(record.get(name) or "") for name in columns) + "\n"


def read(text: str, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """(number of the line, its fields by column) for each line that is not blank.

    A first line that names the first of `columns` is a header, whose order holds then, and whose further
    columns are passed over; without one, fields come in the order of `columns`. Missing fields are empty.
    Lines that begin with `#` are remarks.
    """
    names: Sequence[str] | None = None
    for number, line in enumerate(text.removeprefix(BOM).split("\n"), start=1):
        line = line.removesuffix("\r")
        if not line.strip() or line.startswith("#"):
            continue
        fields = [_unfielded(one) for one in line.split("\t")]
        if names is None:
            named = [one.strip().lower() for one in fields]
            names = named if columns[0] in named else columns
            if names is named:
                continue
        found = dict(zip(names, fields, strict=False))
        yield number, {name: found.get(name, "") for name in columns}


def _field(text: str) -> str:
    escaped = _TO_ESCAPE.sub(lambda found: _ESCAPES[found[0]], text)
    if starts_formula(escaped):
        return "'" + escaped
    return '"' + escaped.replace('"', '""') + '"' if escaped.startswith(('"', "#")) else escaped


def _unfielded(field: str) -> str:
    if len(field) > 1 and field.startswith('"') and field.endswith('"'):
        field = field[1:-1].replace('""', '"')
    if field.startswith("'") and starts_formula(field[1:]):
        field = field[1:]
    return _ESCAPED.sub(lambda found: _PLAIN[found[0]], field)
