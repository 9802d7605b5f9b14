"""`duologue collect`."""

import click

from wire.home import at_home


@click.command()
def collect() -> None:
    """Write the event log that the dashboard reads."""
    from analytics.collect import run  # heavy, so only now

    run(at_home())
