"""`duologue up`."""

import sys

import click

from service.cli.tls import tls_options
from wire.home import at_home


@click.command()
@tls_options
def up() -> None:
    """Start broker, chat, worker, jobs, collector and dashboard; restart what dies; stop all on Ctrl-C."""
    from service.supervisor.up import run

    sys.exit(run(at_home()))
