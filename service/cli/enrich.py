"""`duologue enrich`."""

import sys

import click

from wire.contracts.settings import Settings


@click.command()
@click.option("--to", "target", required=True, metavar="LANG", help="Language to translate into, such as pt.")
def enrich(target: str) -> None:
    """Read messages as JSON lines, write them enriched: `duologue enrich --to pt < in.jsonl > out.jsonl`.

    A line in is {"id": "1", "text": "…", "language": "en"}, the language being optional. A bad line
    gives a line with `error`, and the others go on.
    """
    from nlp.enrich import enrich_lines

    enrich_lines(
        Settings.load(), sys.stdin.buffer, sys.stdout.buffer, target, lambda news: click.echo(news, err=True)
    )
