"""`duologue serve`."""

import click

from service.cli.tls import tls_options
from wire.home import at_home


@click.command()
@tls_options
def serve() -> None:
    """Serve the chat: web pages, HTTP API and live socket. Needs the broker."""
    from service.api.serve import run

    run(at_home())
