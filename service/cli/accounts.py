"""`duologue accounts`."""

from __future__ import annotations

import click

from service.cli.files import with_store
from service.store import Store


@click.group()
def accounts() -> None:
    """What whoever runs the service does for somebody's account."""


@accounts.command()
@click.argument("handle")
@click.confirmation_option(prompt="Do you know for sure that it is this person who asks?")
def unlock(handle: str) -> None:
    """Switch the second factor of HANDLE off, for who has lost app and codes; sign them out everywhere."""
    from service.identity.second_factor import unlock as switch_off

    async def work(store: Store) -> bool:
        return await switch_off(store, handle)

    click.echo(f"{handle} signs in with the password alone." if with_store(work) else "There was none.")
