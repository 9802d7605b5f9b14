"""docs/protocol.md cannot lie about limits. `python -m tests.api.limits.test_docs` writes them anew."""

from pathlib import Path

from service.api.limits.table import HOUR, LIMITS, MINUTE, Limit

DOC = Path(__file__).parents[3] / "docs" / "protocol.md"
OPEN = "<!-- limits: written by tests/api/limits/test_docs.py from service/api/limits/table.py -->"
CLOSE = "<!-- /limits -->"
PERIODS = {0: "at once", MINUTE: "a minute", HOUR: "an hour"}


def row(one: Limit) -> str:
    return f"| `{one.name}` | {one.amount:,} {PERIODS[one.seconds]} | {one.per} | {one.what} | {one.why} |"


def with_limits(text: str) -> str:
    before, rest = text.split(OPEN)
    rows = [
        "| limit | at most | of one | of what | why |",
        "|---|---|---|---|---|",
        *map(row, LIMITS.values()),
    ]
    table = "\n".join(rows)
    return f"{before}{OPEN}\n{table}\n{CLOSE}{rest.split(CLOSE)[1]}"


def test_the_limits_are_the_code():
    text = DOC.read_text()
    assert text == with_limits(text), "run: python -m tests.api.limits.test_docs"


if __name__ == "__main__":
    DOC.write_text(with_limits(DOC.read_text()))
