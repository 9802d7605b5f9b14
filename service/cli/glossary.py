"""`duologue glossary`."""

from __future__ import annotations

from pathlib import Path

import click

from service.cli.files import put, tell, text_of, with_store
from service.models import Brought
from service.store import Store

FILE = click.Path(path_type=Path, dir_okay=False)


@click.group()
def glossary() -> None:
    """Words of the installation: how they are always translated, or that they never are.

    A file has tab-separated lines: source, target, source_language, target_language. An empty target means
    that the word stays as it is; an empty language means any. People add their own words in the chat.
    """


@glossary.command("import")
@click.argument("file", type=FILE)
@click.option("--replace", is_flag=True, help="Empty the glossary first.")
def bring(file: Path, replace: bool) -> None:
    """Add the words of FILE."""
    from service.knowledge.exchange import words
    from service.knowledge.glossary import bring_words_of_installation

    entries = list(words.read(text_of(file)))

    async def work(store: Store) -> Brought:
        return await bring_words_of_installation(store, entries, replace=replace)

    tell(with_store(work), "known before")


@glossary.command("export")
@click.option("--out", type=FILE, help="File to write; standard output unless given.")
def take(out: Path | None) -> None:
    """Write all words of the installation."""
    from service.knowledge.exchange import words
    from service.knowledge.glossary import words_of_installation

    put(words.write(with_store(words_of_installation)), out)
