"""`duologue dashboard`."""

import os

import click

from service.wire.settings import Settings


@click.command()
def dashboard() -> None:
    """Serve the dashboard over the event log. Reads files only."""
    from dashboards.run import command

    argv = command(Settings.load())
    os.execv(argv[0], argv)
