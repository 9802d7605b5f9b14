"""`duologue forget`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from service.cli.files import visible, with_store
from wire.contracts.settings import Settings
from wire.home import at_home

if TYPE_CHECKING:
    from service.desk.forgetting import Meant
    from service.jobs.forget_person import Forgotten
    from service.store import Store

BROKER, LAKE = "entries in the broker", "rows of the event log"


@click.command()
@click.argument("person")
@click.option("--yes", is_flag=True, help="Do it. Without this nothing is changed.")
def forget(person: str, yes: bool) -> None:
    """Forget PERSON: an account by handle or id, a customer by e-mail, id, or a reference of your systems.

    Says what there is of them; with --yes erases it from store, broker, files and event log. What others
    wrote stays theirs. It may be called again, also where it was cut off.
    """
    settings = at_home()
    who = with_store(lambda store: _the_one(store, person))
    click.echo(_called(who))
    for name, number in with_store(lambda store: _reached(store, settings, who)).items():
        click.echo(f"{number:>9,}  {name}")
    if not yes:
        click.echo("Nothing was changed. With --yes they are forgotten; that cannot be undone.")
        return
    done = with_store(lambda store: _forget(store, settings, who))
    _tell(done, _from_lake(settings, who), settings)


async def _the_one(store: Store, person: str) -> Meant:
    from service.desk.forgetting import meant

    found = await meant(store, person)
    if not found:
        raise click.ClickException("Nobody is known so. Who is forgotten already is found by id.")
    if len(found) > 1:
        click.echo("Several people are known so; name one by id:", err=True)
        for one in found:
            click.echo(f"  {one.id}  {_called(one)}", err=True)
        sys.exit(1)
    return found[0]


def _called(who: Meant) -> str:
    """In words."""
    name = "forgotten before" if who.gone else f"{who.name} ({who.known_as or 'no e-mail'})"
    where = f" of organisation {who.organisation_id}" if who.organisation_id else ""
    return f"{who.kind} {who.id}{where}: {visible(name)}"


async def _reached(store: Store, settings: Settings, who: Meant) -> Mapping[str, int]:
    from redis.exceptions import RedisError

    from service.desk.forgetting import reach
    from service.jobs.forget import count
    from wire.broker.clients import connect

    found, client = await reach(store, who), connect(settings.broker_url)
    try:
        found[BROKER] = await count(client, store.partitions, who.id)
    except (RedisError, OSError):
        click.echo("The broker does not answer: what is there is not counted.", err=True)
    finally:
        await client.aclose()
    if settings.lake_path.is_dir():
        from analytics.forgetting import rows_with

        found[LAKE] = rows_with(settings.lake_path, [who.id])
    return found


async def _forget(store: Store, settings: Settings, who: Meant) -> Forgotten:
    from service.files.storage import FileStorage
    from service.jobs.forget_person import forget_person
    from wire.broker.clients import connect

    client = connect(settings.broker_url)
    try:
        return await forget_person(store, client, FileStorage(settings), who)
    finally:
        await client.aclose()


def _from_lake(settings: Settings, who: Meant) -> int | None:
    """Files of the event log that were written anew; null: there is none on this host."""
    from analytics import forgotten
    from analytics.errors import AnalyticsError
    from analytics.forgetting import sweep

    if not settings.lake_path.is_dir():
        return None
    try:
        forgotten.remember(settings.lake_path, who.id)
        return sweep(settings.lake_path)
    except AnalyticsError as error:
        raise click.ClickException(
            f"{error}. Collectors do it once it can be written; or ask again."
        ) from error


def _tell(done: Forgotten, lake: int | None, settings: Settings) -> None:
    broker = "away; jobs do it" if done.entries is None else f"{done.entries:,} entries deleted"
    click.echo(f"Forgotten. Store: erased; broker: {broker}; files: {done.files:,} deleted.")
    if lake is not None:
        click.echo(f"Event log: {lake:,} files written anew, with a digest in the place of the id.")
    click.echo(
        "While `duologue up` runs, the rest goes by itself: within three minutes what workers had in hand, "
        "and the broker's own file"
        + (", within two hours replaced files of the Delta tables." if settings.lake_table else ".")
    )
