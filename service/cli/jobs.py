"""`duologue jobs`."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial

import click

from service.jobs.catalogue import EVERY
from service.jobs.runner import Job
from service.store import Store
from wire.contracts.settings import Settings
from wire.home import at_home


@click.command()
def jobs() -> None:
    """Run the jobs that keep the installation well. Any number, on any hosts that reach store and broker."""
    from service.jobs.part import run

    settings = at_home()
    run(settings, [lambda _: lake_files(settings), painpoints])


def lake_files(settings: Settings) -> Job:
    """Files of the event log, as far as this host sees it: service and analytics do not know each other."""
    return Job("lake_files", EVERY["lake_files"], partial(_tidy_lake, settings))


def painpoints(store: Store) -> Job:
    """What customers write about, grouped by NLP: the service does not know it."""
    from service.cli.night import NightGrouper
    from service.jobs.painpoints import LIMIT, NAME, PainPoints

    return Job(NAME, EVERY[NAME], PainPoints(store, NightGrouper()).run, LIMIT)


async def _tidy_lake(settings: Settings, _: asyncio.Event) -> int:
    from analytics.upkeep import remove_days, remove_orphans

    root, days = settings.lake_path, settings.lake_days
    if not root.is_dir():
        return 0
    removed = await asyncio.to_thread(remove_orphans, root)
    if days:
        first = datetime.now(UTC).date() - timedelta(days=days)
        removed += await asyncio.to_thread(remove_days, root, first)
    return removed
