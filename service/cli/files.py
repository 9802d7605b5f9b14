"""What commands that read and write files of the installation have in common."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from service.errors import ServiceError
from service.models import Brought
from wire.home import at_home

if TYPE_CHECKING:
    from service.store import Store

T = TypeVar("T")

SHOWN = 20
"""Refused lines that are named one by one."""


def with_store(work: Callable[[Store], Awaitable[T]]) -> T:
    """Open the store, do this, close it. What is refused ends the command with a sentence."""
    from service.store import Store
    from service.store.errors import StoreError

    async def opened() -> T:
        store = await Store.open(at_home())
        try:
            return await work(store)
        finally:
            await store.close()

    try:
        return asyncio.run(opened())
    except ServiceError as error:
        raise click.ClickException(error.message) from error
    except StoreError as error:
        raise click.ClickException(str(error)) from error


def text_of(path: Path) -> str:
    """A text file in UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (UnicodeDecodeError, OSError) as error:
        raise click.ClickException(f"{path} cannot be read as UTF-8 text: {error}") from error


def visible(text: str) -> str:
    """Somebody's own words for a terminal, which takes some signs for orders: these are written out."""
    return "".join(one if one.isprintable() else repr(one)[1:-1] for one in text)


def put(parts: Iterable[str], out: Path | None) -> None:
    """Write to a file that only I may read, whole or not at all, or to standard output."""
    if out is None:
        sys.stdout.writelines(parts)
        return
    fresh = out.with_name(f"{out.name}.tmp")
    fresh.unlink(missing_ok=True)
    with open(fresh, "x", encoding="utf-8", newline="", opener=partial(os.open, mode=0o600)) as file:
        file.writelines(parts)
    fresh.replace(out)


def tell(brought: Brought, known: str) -> None:
    """Say what became of a file; exit 1 where lines were refused."""
    click.echo(f"{brought.added} added, {brought.known} {known}, {len(brought.refused)} refused.")
    for one in brought.refused[:SHOWN]:
        click.echo(f"  line {one.line}: {one.code}", err=True)
    if len(brought.refused) > SHOWN:
        click.echo(f"  … and {len(brought.refused) - SHOWN} more", err=True)
    if brought.refused:
        sys.exit(1)
