"""`duologue work`."""

import click

from wire.home import at_home


@click.command()
@click.option("--beside", is_flag=True, help="the chat is on this machine: leave it the first processor")
def work(beside: bool) -> None:
    """Run one NLP worker. Any number, on any number of hosts, share the work."""
    from nlp.worker.main import run  # heavy, so only now

    run(at_home(), beside=beside)
