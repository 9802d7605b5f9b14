"""`duologue dashboard`."""

import os

import click

from wire.home import at_home


@click.command()
def dashboard() -> None:
    """Serve the dashboard over the event log. Reads files only."""
    from dashboards.run import command

    argv = command(at_home())
    os.execv(argv[0], argv)
