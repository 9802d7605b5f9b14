"""`duologue train`."""

from pathlib import Path

import click


@click.group()
def train() -> None:
    """Train what is shipped in models/."""


@train.command()
@click.option("--data", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=True)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True)
@click.option("--limit", default=30_000, show_default=True, help="Most texts to embed.")
@click.option("--seed", default=7, show_default=True)
def sentiment(data: Path, out: Path, limit: int, seed: int) -> None:
    """Fit the sentiment head on DATA, a TSV (.xz) with columns set, split, language, label, text."""
    from nlp.training.sentiment import train as fit

    fit(data, out, limit=limit, seed=seed)


@train.command()
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True)
@click.option("--seed", default=7, show_default=True)
def replies(out: Path, seed: int) -> None:
    """Fit the head of the suggested replies on nlp/replies/set; do this after editing the set."""
    from nlp.training.replies import train as fit

    fit(out, seed=seed)
