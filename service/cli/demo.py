"""`duologue demo`."""

from __future__ import annotations

import asyncio
import secrets
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import Progress

from wire.contracts.settings import Settings
from wire.home import at_home

if TYPE_CHECKING:
    from service.demo.desk.demo import Shown
    from service.demo.play import Tally
    from service.store import Store

console = Console(highlight=False, soft_wrap=True)
QUIET_FOR = 20.0
"""Seconds without any progress after which the command stops watching; the work goes on without it."""


@click.command()
@click.option("--clear", is_flag=True, help="Remove everything that belongs to the demo.")
@click.option("--shop", is_flag=True, help="Serve the example shop with the demo's widget, until Ctrl-C.")
def demo(clear: bool, shop: bool) -> None:
    """Let written conversations of the last weeks run through the real pipeline, marked as demo, and a
    business serve its customers in five languages.

    Start `duologue up` first: the messages are posted here, and enriched there.
    """
    settings = at_home()
    if shop:
        _shop(settings)
        return
    asyncio.run(_clear(settings) if clear else _play(settings))


def _password_file(settings: Settings) -> Path:
    return settings.home / "demo-password"


def _password(settings: Settings) -> str:
    """One password for all demo people, made once on this machine, readable by its owner alone."""
    path = _password_file(settings)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(9))
    return path.read_text().strip()


async def _play(settings: Settings) -> None:
    from service.demo.play import invite, play, show
    from service.demo.script import cast, scripts
    from service.store import Store

    password, book = _password(settings), scripts()
    store = await Store.open(settings)
    try:
        with Progress(console=console) as progress:
            people = progress.add_task("signing people up", total=1)
            ids = await invite(store, cast(), password)
            progress.update(people, completed=1)
            turns = progress.add_task("posting", total=sum(len(one.turns) for one in book))
            tally = await play(
                store, settings, ids, book, lambda t: progress.update(turns, completed=t.posted)
            )
            shown = await _desk(store, settings, password, progress)
            left = await _watch(store, tally, progress)
        await show(store, settings, tally)
    finally:
        await store.close()
    if left:
        console.print(
            f"{left} messages still wait for the worker. They are stored; start `duologue up` to go on."
        )
    console.print(f"\n{len(book)} conversations, {tally.taken} suggested replies taken.")
    console.print(
        "Sign in as [bold]demo.harbor[/bold] (a shop, English) or [bold]demo.joana[/bold] (Portuguese),"
    )
    console.print(f"password [bold]{password}[/bold]")
    _say_desk(settings, shown.key, shown.fresh)
    console.print("`duologue demo --clear` removes them.")


async def _desk(store: Store, settings: Settings, password: str, progress: Progress) -> Shown:
    from service.demo.desk.book import book
    from service.demo.desk.demo import TICKETS, bring_desk

    bar = progress.add_task("serving customers", total=TICKETS)
    return await bring_desk(
        store, settings, book(), password, lambda done: progress.update(bar, completed=done)
    )


def _say_desk(settings: Settings, key: str, fresh: int) -> None:
    from service.demo.desk.book import book
    from service.demo.desk.shop import PAGE

    owner, *agents = book().agents
    console.print(f"\n{book().name}, a shop with a support desk: {fresh} new conversations.")
    console.print(
        f"Desk: {settings.chat_url}/desk as [bold]{owner}[/bold] (its owner), {' or '.join(agents)}."
    )
    console.print(f"Its customers' side: run `duologue demo --shop`, open {PAGE} (channel {key}).")


def _shop(settings: Settings) -> None:
    """Serve the shop until Ctrl-C, in this thread: a loop would wait for another one that never ends."""
    from service.demo.desk.shop import PAGE, site

    key = asyncio.run(_key(settings))
    if key is None:
        raise click.ClickException("There is no demo here yet: run `duologue demo` first.")
    try:
        server = site(settings.chat_url, key)
    except OSError as error:
        raise click.ClickException(f"{PAGE} cannot be served: {error}") from error
    console.print(f"{PAGE} (Ctrl-C ends it)")
    with server, suppress(KeyboardInterrupt):
        server.serve_forever()


async def _key(settings: Settings) -> str | None:
    """Of the demo's channel."""
    from service.demo.desk.book import book
    from service.demo.desk.founding import key_of
    from service.store import Store

    store = await Store.open(settings)
    try:
        return await key_of(store, book())
    finally:
        await store.close()


async def _watch(store: Store, tally: Tally, progress: Progress) -> int:
    """Follow the enrichment; how many messages still wait when nothing has moved for too long."""
    from service.demo.play import pending

    waiting, total = await pending(store, tally)
    bar = progress.add_task("translating and understanding", total=total, completed=total - waiting)
    moved = time.monotonic()
    while waiting and time.monotonic() - moved < QUIET_FOR:
        await asyncio.sleep(0.5)
        before, (waiting, total) = waiting, await pending(store, tally)
        if waiting < before:
            moved = time.monotonic()
        progress.update(bar, completed=total - waiting)
    return waiting


async def _clear(settings: Settings) -> None:
    from service.demo.clear import clear_demo
    from service.store import Store

    store = await Store.open(settings)
    try:
        gone = await clear_demo(store)
    finally:
        await store.close()
    _password_file(settings).unlink(missing_ok=True)
    console.print(
        f"Removed {gone} demo messages; the dashboard forgets them within seconds while `duologue up` runs."
    )
