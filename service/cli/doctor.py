"""`duologue doctor`."""

from __future__ import annotations

import asyncio
import sys

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from wire.contracts.settings import Settings

MARKS = {
    "ready": "[green]ready[/green]",
    "missing": "[yellow]missing[/yellow]",
    "broken": "[red]broken[/red]",
}


@click.command()
def doctor() -> None:
    """Say what will be used for each task and why, what is missing, and how to get it."""
    from nlp.report import Line, report
    from service.supervisor.checks import Check, checks

    settings = Settings.load()
    table = Table(title="Duologue on this machine", title_justify="left", box=None, show_header=False)
    for no_wrap in (True, True, False):
        table.add_column(no_wrap=no_wrap, overflow="fold")
    findings: list[Check | Line] = [*asyncio.run(checks(settings)), *report(settings)]
    for one in findings:
        change = f"\n[dim]→ {escape(one.how)}[/dim]" if one.how else ""
        table.add_row(one.task, MARKS[one.state], f"{escape(one.engine)}: {escape(one.why)}{change}")
    Console(highlight=False).print(table)
    sys.exit(any(one.state == "broken" for one in findings))
