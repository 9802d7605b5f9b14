"""The README cannot lie: settings, commands and make targets are held against the code.

`python -m tests.test_readme` writes the settings table anew.
"""

import re
from pathlib import Path

from service.cli.main import COMMANDS
from wire.contracts.settings import table

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
OPEN = "<!-- settings: written by tests/test_readme.py from wire/contracts/settings.py -->"
CLOSE = "<!-- /settings -->"


def settings_table() -> str:
    rows = ["| variable | default | what it is |", "|---|---|---|"]
    rows += [f"| `{name}` | {f'`{default}`' if default else ''} | {doc} |" for name, default, doc in table()]
    return "\n".join(rows)


def with_settings(text: str) -> str:
    before, rest = text.split(OPEN)
    return f"{before}{OPEN}\n{settings_table()}\n{CLOSE}{rest.split(CLOSE)[1]}"


def test_the_settings_table_is_the_code():
    text = README.read_text()
    assert text == with_settings(text), "run: python -m tests.test_readme"


def test_every_command_is_named():
    text = README.read_text()
    assert [name for name in COMMANDS if not re.search(rf"`(duologue )?{name}\b", text)] == []


def test_every_make_target_named_exists():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    named = set(re.findall(r"`?make ([a-z]+)", README.read_text()))
    assert named - {"on"} <= targets


def test_every_path_named_exists():
    named = re.findall(
        r"`((?:service|nlp|analytics|dashboards|docs|tests|models)/[\w./-]*)`", README.read_text()
    )
    assert [path for path in named if not (ROOT / path).exists()] == []


if __name__ == "__main__":
    README.write_text(with_settings(README.read_text()))
