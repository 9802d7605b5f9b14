"""`duologue work`."""

import click

from wire.home import at_home


@click.command()
def work() -> None:
    """Run one NLP worker. Any number, on any number of hosts, share the work."""
    from nlp.worker.main import run  # heavy, so only now

    run(at_home())
