"""`duologue canned`."""

from __future__ import annotations

from pathlib import Path

import click

from service.cli.files import put, tell, text_of, with_store
from service.models import Brought
from service.store import Store

FILE = click.Path(path_type=Path, dir_okay=False)


@click.group()
def canned() -> None:
    """Canned answers of the installation: offered as suggestions in their language, and by /shortcut.

    A file has tab-separated lines: shortcut, language, text. People keep their own in the chat's settings.
    """


@canned.command("import")
@click.argument("file", type=FILE)
@click.option("--replace", is_flag=True, help="Remove all of the installation first.")
def bring(file: Path, replace: bool) -> None:
    """Add the answers of FILE; one whose shortcut is known in its language takes its place."""
    from service.knowledge.canned import bring_canned_of_installation
    from service.knowledge.exchange import words

    texts = list(words.read_answers(text_of(file)))

    async def work(store: Store) -> Brought:
        return await bring_canned_of_installation(store, texts, replace=replace)

    tell(with_store(work), "changed")


@canned.command("export")
@click.option("--out", type=FILE, help="File to write; standard output unless given.")
def take(out: Path | None) -> None:
    """Write all canned answers of the installation."""
    from service.knowledge.canned import canned_of_installation
    from service.knowledge.exchange import words

    put(words.write_answers(with_store(canned_of_installation)), out)
