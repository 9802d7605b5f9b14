"""`duologue reports`."""

from __future__ import annotations

import click
import msgspec

from service.cli.files import with_store


@click.command()
@click.option("--most", default=200, show_default=True, type=click.IntRange(1, 10_000), help="How many.")
def reports(most: int) -> None:
    """People who were reported, the newest first: one JSON object a line.

    `text` is that of the message as it is now; null where none was named, or it is gone.
    """
    from service.messaging.reporting import list_reports

    for one in with_store(lambda store: list_reports(store, most)):
        click.echo(msgspec.json.encode(one).decode())
