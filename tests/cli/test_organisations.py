"""`duologue organisations`: suspended by name, seen in the list, and back again."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from click.testing import CliRunner
from sqlalchemy import insert

from service.cli.files import with_store
from service.cli.main import duologue
from service.store import Store, tables


def call(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(duologue, ["organisations", *words])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


async def made(store: Store) -> None:
    """Two of one name, and one whose name holds an order to a terminal."""
    names = {"a" * 26: "Casa", "b" * 26: "Casa", "c" * 26: "Sol \x1b[2J"}
    async with store.writing() as connection:
        for key, name in names.items():
            values = {"id": key, "name": name, "language": "pt", "created_at": datetime.now(UTC)}
            await connection.execute(insert(tables.organisations).values(values))


def test_one_is_suspended_seen_in_the_list_and_goes_on(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("DUOLOGUE_HOME", str(tmp_path / "home"))
    with_store(made)
    assert call("suspended") == (0, "")
    assert call("suspend", "a" * 26) == (0, "Casa is suspended.\n")
    assert call("suspend", "c" * 26) == (0, "Sol \\x1b[2J is suspended.\n"), "orders to a terminal are none"
    first, second = call("suspended")[1].splitlines()
    assert first.endswith(f"{'a' * 26} Casa") and second.endswith(f"{'c' * 26} Sol \\x1b[2J")
    assert call("resume", "a" * 26) == (0, "Casa goes on.\n")
    assert len(call("suspended")[1].splitlines()) == 1
    for command, which, says in (
        ("suspend", "Casa", "Several organisations have this name: say the id."),
        ("resume", "none", "There is none."),
    ):
        code, said = call(command, which)
        assert code == 1 and says in said
