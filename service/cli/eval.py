"""`duologue eval`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from wire.contracts.settings import Settings

if TYPE_CHECKING:
    from nlp.evaluation.run import Report
    from nlp.measures.base import Cell, Table

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


@click.command("eval")
@click.argument("tasks", nargs=-1)
@click.option("--data", type=FOLDER, help="Folder of evaluation sets (docs/evaluation.md says how laid out).")
@click.option(
    "--set", "sets", type=FILE, multiple=True, help="A parallel TSV (.xz) to translate. Repeatable."
)
@click.option("--engine", help="Only this translation engine, such as firefox.")
@click.option("--pair", "pairs", multiple=True, metavar="en-pt", help="Only this pair. Repeatable.")
@click.option("--full", is_flag=True, help="Everything instead of samples; may take an hour.")
@click.option("--seed", default=0, show_default=True, help="Chooses the samples.")
@click.option("--json", "out", type=click.Path(path_type=Path, dir_okay=False), help="Also write JSON here.")
def eval(
    tasks: tuple[str, ...],
    data: Path | None,
    sets: tuple[Path, ...],
    engine: str | None,
    pairs: tuple[str, ...],
    full: bool,
    seed: int,
    out: Path | None,
) -> None:
    """Measure how good the language engine is: TASKS, or all of them but the map of routes.

    Prints tables, and writes JSON with --json. Sets that are not there are left out. With --set,
    only translation is measured unless TASKS are named.
    """
    from nlp.evaluation.run import TASKS, USUAL, evaluate
    from nlp.measures.base import Options

    chosen = tasks or (("translation",) if sets else USUAL)
    unknown = sorted(set(chosen) - set(TASKS))
    if unknown:
        raise click.UsageError(f"No task {', '.join(unknown)}. There are: {', '.join(TASKS)}.")
    options = Options(
        settings=Settings.load(),
        data=data,
        sets=sets,
        engine=engine,
        pairs=tuple(_pair(pair) for pair in pairs),
        quick=not full,
        seed=seed,
    )
    report = evaluate(chosen, options, lambda news: click.echo(f"  {news}", err=True))
    _print(report)
    if out:
        out.write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=1))
    if any(result.failed for result in report.results):
        sys.exit(1)


def _pair(text: str) -> tuple[str, str]:
    source, dash, target = text.partition("-")
    if not (source and dash and target):
        raise click.UsageError(f"--pair {text}: write it as en-pt.")
    return source, target


def _print(report: Report) -> None:
    from rich.console import Console

    console = Console(width=None if sys.stdout.isatty() else int(os.environ.get("COLUMNS", "150")))
    for result in report.results:
        for table in result.tables:
            console.print(_rich(table))
            if table.note:
                console.print(f"[dim]{table.note}[/dim]\n")
        if result.failed:
            console.print(f"[bold]{result.task}[/bold] could not be measured: {result.failed}\n")
    console.print(" · ".join(f"{one.task} {one.seconds:.0f} s" for one in report.results))


def _rich(table: Table) -> object:
    from rich.table import Table as Rich

    shown = Rich(*table.columns, title=table.title, title_justify="left")
    for index, column in enumerate(shown.columns):
        if all(isinstance(row[index], int | float | None) for row in table.rows):
            column.justify = "right"
    for row in table.rows:
        shown.add_row(*(_cell(cell) for cell in row))
    return shown


def _cell(cell: Cell) -> str:
    return "–" if cell is None else str(cell)
