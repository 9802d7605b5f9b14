"""`duologue routes`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from wire.contracts.settings import Settings

if TYPE_CHECKING:
    from nlp.engines.base import Edge
    from nlp.tasks.translation.routes.choices import Choice, Way

SHORT, LONG = 1, 5
"""Alternatives shown for every pair, and where languages were named."""


@click.command()
@click.argument("source", required=False)
@click.argument("target", required=False)
@click.option("--json", "as_json", is_flag=True, help="For programs: one JSON array.")
@click.option(
    "--picture",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the map of all steps here, as SVG.",
)
def routes(source: str | None, target: str | None, as_json: bool, picture: Path | None) -> None:
    """Say which way a message goes from SOURCE to TARGET, by which engines, and why not another way."""
    import msgspec

    from nlp.engines.build import build_engines
    from nlp.provisioning.inventory import inventory
    from nlp.tasks.translation.routes.choices import choices
    from nlp.tasks.translation.routes.graph import Routes
    from nlp.tasks.translation.routes.quality import figures
    from wire.contracts.languages import primary

    settings = Settings.load()
    known = figures(settings.models_path)
    edges = (edge for engine in build_engines(settings) for edge in engine.edges())
    wanted = (primary(source) if source else None, primary(target) if target else None)
    graph = Routes(edges, settings.routes, known)
    if picture is not None:
        _draw(picture, graph.edges)
        return
    memory = {
        (item.engine, pair): item.memory
        for item in inventory(settings)
        for pair in item.pair.split(", ")
        if item.memory is not None
    }
    most, steps = (LONG, 3) if source and target else (SHORT, 2)
    found = choices(graph, known, *wanted, memory=memory, most=most, steps=steps)
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
    elif found:
        _print(found)
    if not found:
        _advise(*wanted)
        sys.exit(1)


def _draw(picture: Path, edges: Sequence[Edge]) -> None:
    from nlp.tasks.translation.routes.picture import picture as drawn

    picture.write_text(drawn(edges), encoding="utf-8")
    click.echo(f"{picture}: {len(edges)} steps")


def _print(found: list[Choice]) -> None:
    table = Table(title="Which way a message goes", title_justify="left")
    for column in ("from>to", "way", "engines and models"):
        table.add_column(column, overflow="fold")
    for column in ("quality", "ms", "MB"):
        table.add_column(column, justify="right")
    table.add_column("remarks", overflow="fold")
    for one in found:
        pair = f"{one.source}>{one.target}"
        table.add_row(pair, *_cells(one.way), ", ".join(_remarks(one.way, one.pinned)))
        for other in one.alternatives:
            remarks = ", ".join([f"not taken: {other.why}", *_remarks(other.way)])
            table.add_row("", *_cells(other.way), remarks, style="dim")
    console = Console(highlight=False)
    console.print(table)
    console.print(
        "quality: chrF++ expected, on one scale for all; ~ where a step was not measured. "
        "ms: CPU time of one message, roughly. MB: of its models once loaded."
    )
    if any(one.way.leaves for one in found):
        console.print("[yellow]Ways with engine remote send the text to DUOLOGUE_REMOTE_URL.[/yellow]")


def _cells(way: Way) -> tuple[str, ...]:
    steps = (f"{engine} {model}" for engine, model in zip(way.engines, way.models, strict=True))
    quality = f"{'' if way.measured else '~'}{way.quality:.1f}"
    memory = "–" if way.memory_mb is None else f"{way.memory_mb:.0f}"
    return ">".join(way.path), escape("\n".join(steps)), quality, f"{way.cost_ms:.0f}", memory


def _remarks(way: Way, pinned: bool = False) -> list[str]:
    marks = ((pinned, "pinned"), (way.rough, "rough"), (way.leaves, "text leaves this machine"))
    return [words for true, words in marks if true]


def _advise(source: str | None, target: str | None) -> None:
    from nlp.provisioning.pull import advice

    pair = f"{source or 'anything'}>{target or 'anything'}"
    languages = [one for one in (source, target) if one]
    click.echo(f"No way {pair} on this machine. {advice(languages)}", err=True)
