"""Tab-separated values: whatever is written is read again, and what spreadsheets make of it is read too."""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.knowledge.exchange import tsv

COLUMNS = ("source", "target")


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "a\tb",
        "two\nlines",
        "two\r\nlines",
        "back\\slash \\n",
        '"quoted"',
        'say "hi"',
        '"',
        "# no remark",
        " blanks ",
    ],
)
def test_what_is_written_is_read_again(text):
    lines = "".join(
        tsv.write(COLUMNS, [{"source": text, "target": None}, {"source": "next", "target": text}])
    )
    assert lines.count("\n") == 3, "one record is one line"
    found = [one for _, one in tsv.read(lines, COLUMNS)]
    assert found == [{"source": text, "target": ""}, {"source": "next", "target": text}]


def test_a_header_may_be_missing_or_in_another_order_and_lines_are_counted():
    assert list(tsv.read("a\tb\n\n# remark\nc", COLUMNS)) == [
        (1, {"source": "a", "target": "b"}),
        (4, {"source": "c", "target": ""}),
    ]
    text = "\ufeffTarget\tNote\tSource\r\nb\tx\ta\r\n"
    assert list(tsv.read(text, COLUMNS)) == [(2, {"source": "a", "target": "b"})]


def test_quotes_of_spreadsheets_come_off():
    assert list(tsv.read('"a, ""b"""\tc', COLUMNS)) == [(1, {"source": 'a, "b"', "target": "c"})]


SIGNS = "=+-@＝＋－＠﹦﹢﹣﹫"
HIDING = ["", " ", "'", '"', "\t", "\r", "\n", "''", "\"'", "\u200b", "\ufeff", "\u00a0", "\u3000", "‘“"]
"""What might stand before a formula."""


def as_a_spreadsheet(text: str) -> list[list[str]]:
    """Cells as Excel and LibreOffice split a tab-separated file."""
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter="\t"))


@pytest.mark.parametrize("sign", SIGNS)
def test_no_cell_starts_a_formula_and_all_is_read_again(sign):
    texts = [
        before + sign + after for before in HIDING for after in ("1+1", "cmd|' /C calc'!A1", "SUM(A1)", "")
    ]
    lines = "".join(tsv.write(COLUMNS, [{"source": one, "target": one} for one in texts]))
    for text, row in zip(texts, as_a_spreadsheet(lines)[1:], strict=True):
        assert row[0].lstrip(' "\u200b\ufeff\u00a0\u3000')[:1] not in {*SIGNS, "\t", "\r"}, (text, row)
    assert [one["source"] for _, one in tsv.read(lines, COLUMNS)] == texts


@pytest.mark.parametrize("number", ["-5", "+3", "-1,234.50", "12", "0.5", "-0.1"])
def test_numbers_stay_numbers(number):
    assert as_a_spreadsheet("".join(tsv.write(COLUMNS, [{"source": number}])))[1][0] == number


@given(st.text(st.sampled_from("=+-@＝'\"#\\ \t\r\n5.a\ufeff\u200bé"), max_size=8))
@example("'=1")
@example("''-")
@example('"=1"')
def test_whatever_is_written_comes_back(text):
    lines = "".join(tsv.write(COLUMNS, [{"source": "x", "target": text}]))
    assert [one["target"] for _, one in tsv.read("\ufeff" + lines, COLUMNS)] == [text]
    quoted = io.StringIO(newline="")  # saved by a spreadsheet, which quotes in its own way
    csv.writer(quoted, delimiter="\t").writerows(as_a_spreadsheet(lines))
    assert [one["target"] for _, one in tsv.read(quoted.getvalue(), COLUMNS)] == [text]
