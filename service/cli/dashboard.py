"""`duologue dashboard`."""

import os
import sys

import click

from wire import operator
from wire.contracts.settings import shown
from wire.home import at_home


@click.command()
@click.option("--link", is_flag=True, help="Print a link that opens all of a running dashboard, once, soon.")
def dashboard(link: bool) -> None:
    """Serve the dashboard over the event log. Reads files only, and asks the chat who may see what."""
    settings = at_home()
    board = shown(settings.dashboard_host, settings.dashboard_port)
    if link or sys.stdout.isatty():  # a log, which others read, gets none unless asked
        click.echo(operator.new_link(settings.home, board))
    if link:
        return
    from dashboards.run import command

    argv = command(settings)
    os.execv(argv[0], argv)
