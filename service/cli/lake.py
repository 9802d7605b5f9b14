"""`duologue lake`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click


@click.group()
def lake() -> None:
    """The event log."""


@lake.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--messages", default=100_000, show_default=True, type=click.IntRange(1), help="About so many.")
@click.option("--days", default=90, show_default=True, type=click.IntRange(1, 3660), help="In so many days.")
@click.option("--organisations", default=8, show_default=True, type=click.IntRange(0, 500))
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="First day without any; else today.")
@click.option("--seed", default=1, show_default=True, help="The same makes the same again.")
def generate(
    folder: Path, messages: int, days: int, organisations: int, until: datetime | None, seed: int
) -> None:
    """Make up an event log in a new FOLDER. To look at it: `DUOLOGUE_LAKE=FOLDER duologue dashboard`."""
    from analytics.errors import LakeUnwritable  # heavy, so only now
    from analytics.generate.write import Wanted
    from analytics.generate.write import generate as made

    end = (until or datetime.now(UTC)).date()
    wanted = Wanted(messages=messages, days=days, organisations=organisations, until=end, seed=seed)
    try:
        with click.progressbar(made(folder, wanted), length=days, show_pos=True) as written:
            total = max(written)
    except LakeUnwritable as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{total} messages in {folder}")
