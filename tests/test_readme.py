"""The README cannot lie: settings, commands and make targets are held against the code.

`python -m tests.test_readme` writes the settings table anew.
"""

import re
from pathlib import Path

import pytest

from service.cli.main import COMMANDS
from wire.contracts.settings_table import table

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
OPEN = "<!-- settings: written by tests/test_readme.py from wire/contracts/setting_groups -->"
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


OF_A_HOME = {"models/firefox", "models/translation-NAME"}
"""Named in documents, and not in this repository."""
DOCS = [
    *(README, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"),
    # paths of adding.md are yet to be made, in part: tests/test_adding.py makes them
    *sorted(set((ROOT / "docs").rglob("*.md")) - {ROOT / "docs" / "adding.md"}),
]


@pytest.mark.parametrize("doc", DOCS, ids=lambda one: str(one.relative_to(ROOT)))
def test_every_path_named_exists(doc):
    named = re.findall(
        r"`((?:wire|service|nlp|analytics|dashboards|docs|tests|models)/[\w./-]*)`", doc.read_text()
    )
    real = [path for path in named if path not in OF_A_HOME]
    assert [path for path in real if not (ROOT / path).exists()] == []


if __name__ == "__main__":
    README.write_text(with_settings(README.read_text()))
