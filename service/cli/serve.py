"""`duologue serve`."""

import click

from wire.home import at_home


@click.command()
def serve() -> None:
    """Serve the chat: web pages, HTTP API and live socket. Needs the broker."""
    from service.api.serve import run

    run(at_home())
