"""`duologue corrections`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.cli.files import put, tell, with_store
from service.models import Brought
from service.store import Store

if TYPE_CHECKING:
    from service.knowledge.exchange.pairs import Format
    from service.knowledge.memory import Pair, Whose

FILE = click.Path(path_type=Path, dir_okay=False)
FORMAT = click.option(
    "--format", "form", type=click.Choice(["tsv", "tmx"]), help="Told by the file's name unless given."
)


@click.group()
def corrections() -> None:
    """Translations that people have corrected: a memory that is used at once, and data to train on.

    A TSV file has tab-separated lines: source_language, target_language, source, target.
    """


@corrections.command("export")
@FORMAT
@click.option("--out", type=FILE, help="File to write; standard output unless given.")
@click.option(
    "--scope",
    "whose",
    type=click.Choice(["all", "installation", "people"]),
    default="all",
    show_default=True,
    help="What was imported, what people corrected, or both.",
)
def take(form: Format | None, out: Path | None, whose: Whose) -> None:
    """Write what was corrected. Tab-separated values also say what the engine had."""
    from service.knowledge.exchange import pairs
    from service.knowledge.memory import all_pairs

    async def work(store: Store) -> list[Pair]:
        return [one async for one in all_pairs(store, whose)]

    put(pairs.write(form or _form(out), with_store(work)), out)


@corrections.command("import")
@FORMAT
@click.argument("file", type=FILE)
def bring(form: Format | None, file: Path) -> None:
    """Put the pairs of FILE into the memory of the installation."""
    from service.knowledge.exchange import pairs
    from service.knowledge.exchange.tmx import NotTmx
    from service.knowledge.memory import bring_pairs

    async def work(store: Store) -> Brought:
        return await bring_pairs(store, pairs.read(form or _form(file), file))

    try:
        tell(with_store(work), "replaced")
    except (NotTmx, UnicodeDecodeError, OSError) as error:
        raise click.ClickException(f"{file}: {error}") from error


def _form(file: Path | None) -> Format:
    return "tmx" if file is not None and file.suffix.lower() in (".tmx", ".xml") else "tsv"
