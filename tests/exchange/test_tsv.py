"""Tab-separated values: whatever is written is read again, and what spreadsheets make of it is read too."""

import pytest

from service.exchange import tsv

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
