"""`duologue broker`."""

import os

import click

from service.supervisor.valkey import command
from wire.home import at_home


@click.command()
def broker() -> None:
    """Run our own Valkey on a socket under home, append-only file on."""
    settings = at_home()
    if settings.redis_url:
        raise click.ClickException(
            "DUOLOGUE_REDIS_URL is set, so that broker is used; unset it to run our own."
        )
    argv = command(settings)
    os.execv(argv[0], argv)
