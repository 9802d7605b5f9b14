"""`duologue organisations`."""

from __future__ import annotations

import click

from service.cli.files import visible, with_store
from service.store import Store


@click.group()
def organisations() -> None:
    """What whoever runs the service does about organisations."""


@organisations.command()
@click.argument("which")
def suspend(which: str) -> None:
    """Nobody writes in the conversations of WHICH, an id or a name, any more; all stays, and can be read."""
    click.echo(f"{_turned(which, on=True)} is suspended.")


@organisations.command()
@click.argument("which")
def resume(which: str) -> None:
    """WHICH, an id or a name, goes on as before."""
    click.echo(f"{_turned(which, on=False)} goes on.")


@organisations.command("suspended")
def listed() -> None:
    """Say which are suspended, since when."""
    from service.identity.suspension import suspended

    for one in with_store(suspended):
        click.echo(f"{one.suspended_at:%Y-%m-%d %H:%M} {one.id} {visible(one.name)}")


def _turned(which: str, *, on: bool) -> str:
    from service.identity.suspension import suspend as turn

    async def work(store: Store) -> str:
        return await turn(store, which, on=on)

    return visible(with_store(work))
