"""`duologue jobs`."""

import click

from wire.home import at_home


@click.command()
def jobs() -> None:
    """Run the jobs that keep the installation well. Any number, on any hosts that reach store and broker."""
    from service.jobs.part import run

    run(at_home())
