"""`duologue labels`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from service.cli.files import put, with_store

if TYPE_CHECKING:
    from service.store import Store


@click.group()
def labels() -> None:
    """What agents say that customers need and feel, over what was predicted: data to train on."""


@labels.command("export")
@click.option("--organisation", help="Its id; else those of all.")
@click.option("--task", type=click.Choice(["need", "mood"]), help="One of both; else both.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write; standard output unless given.",
)
def take(organisation: str | None, task: str | None, out: Path | None) -> None:
    """Write what was corrected, the newest first: one JSON object a line, with the customer's text.

    `predicted` and `model`: what stood there before, null where nothing did; `label`: what an agent says.
    """
    from service.desk.taught import Example, all_examples

    async def work(store: Store) -> list[Example]:
        return [one async for one in all_examples(store, organisation) if task in (None, one.task)]

    put((f"{msgspec.json.encode(one).decode()}\n" for one in with_store(work)), out)
