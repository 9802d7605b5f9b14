"""`duologue doctor`."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from wire.contracts.settings import Settings

if TYPE_CHECKING:
    from nlp.report import Line
    from service.supervisor.checks import Check

MARKS = {
    "ready": "[green]ready[/green]",
    "missing": "[yellow]missing[/yellow]",
    "broken": "[red]broken[/red]",
}


@click.command()
@click.option("--security", is_flag=True, help="Which settings leave a door open; exit 1 where one is.")
def doctor(security: bool) -> None:
    """Say what will be used for each task and why, what is missing, and how to get it."""
    settings = Settings.load()
    findings = _doors(settings) if security else _parts(settings)
    _print("Who could get in here" if security else "Duologue on this machine", findings)
    sys.exit(any(one.state == "broken" for one in findings))


def _parts(settings: Settings) -> Sequence[Check | Line]:
    from nlp.report import report
    from service.supervisor.checks import checks

    return [*asyncio.run(checks(settings)), *report(settings)]


def _doors(settings: Settings) -> Sequence[Check | Line]:
    from service.supervisor.checks import of_home
    from service.supervisor.security import security

    return [of_home(settings), *security(settings)]


def _print(title: str, findings: Sequence[Check | Line]) -> None:
    table = Table(title=title, title_justify="left", box=None, show_header=False)
    for no_wrap in (True, True, False):
        table.add_column(no_wrap=no_wrap, overflow="fold")
    for one in findings:
        change = f"\n[dim]→ {escape(one.how)}[/dim]" if one.how else ""
        table.add_row(one.task, MARKS[one.state], f"{escape(one.engine)}: {escape(one.why)}{change}")
    Console(highlight=False).print(table)
