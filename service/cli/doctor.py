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
    table = Table(title="Duologue on this machine", title_justify="left", expand=False)
    for column in ("task", "uses", "state", "why", "how to get or change it"):
        table.add_column(column, overflow="fold")
    findings: list[Check | Line] = [*asyncio.run(checks(settings)), *report(settings)]
    for one in findings:
        table.add_row(
            escape(one.task), escape(one.engine), MARKS[one.state], escape(one.why), escape(one.how)
        )
    Console(highlight=False).print(table)
    sys.exit(any(one.state == "broken" for one in findings))
