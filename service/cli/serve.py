"""`duologue serve`."""

import click

from service.wire.private import at_home


@click.command()
def serve() -> None:
    """Serve the chat: web pages, HTTP API and live socket. Needs the broker."""
    from service.web.serve import run  # heavy, so only now

    run(at_home())
