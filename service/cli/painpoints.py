"""`duologue painpoints`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import click

from service.cli.files import with_store
from wire.home import at_home

if TYPE_CHECKING:
    from nlp.clusters.clustering import Clusters
    from nlp.encoder.embedding import Embedder
    from service.desk.said import Said
    from service.store import Store

WEEK = timedelta(days=7)


@click.command()
@click.argument("organisation")
@click.option(
    "--days", default=28, show_default=True, type=click.IntRange(1, 366), help="Of the last so many."
)
@click.option("--most", default=20, show_default=True, type=click.IntRange(1, 200), help="Groups to show.")
@click.option("--language", help="Of the words that name a group; else the organisation's own.")
def painpoints(organisation: str, days: int, most: int, language: str | None) -> None:
    """What many customers of ORGANISATION write about, whatever their languages, and what is rising.

    Groups are named by words that several people used and other groups do not. Nothing is kept or sent.
    """
    from nlp.encoder.embedding import build_embedder

    now = datetime.now(UTC)
    since = now - timedelta(days=days)
    said, called, spoken = with_store(lambda store: _said(store, organisation, language, since))
    found, names = grouped(said, build_embedder(at_home()), called, spoken)
    since = looked_at(said, since)
    click.echo(f"{len(said):,} messages of customers since {since:%Y-%m-%d %H:%M} UTC, {found.many} groups")
    for number in range(min(most, found.many)):
        of = [one for one, group in zip(said, found.of, strict=True) if group == number]
        click.echo(line(of, names[number], now, since))
    left = sum(1 for group in found.of if group < 0)
    click.echo(f"{left:>7,}  in no group: fewer than five were written so")


async def _said(
    store: Store, organisation: str, language: str | None, since: datetime
) -> tuple[Sequence[Said], list[str], str]:
    """And what people are called there, and the language in which they are read."""
    from service.desk.painpoints.grouping import called
    from service.desk.painpoints.models import Window
    from service.desk.said import customers_said, language_of

    own = await language_of(store, organisation)
    if own is None:
        raise click.ClickException("There is no such organisation.")
    spoken = language or own
    said = await customers_said(store, organisation, spoken, since)
    within = Window(organisation_id=organisation, language=spoken, since=since, until=datetime.now(UTC))
    return said, await called(store, within), spoken


def grouped(
    said: Sequence[Said], embedder: Embedder, called: Sequence[str], spoken: str
) -> tuple[Clusters, list[tuple[str, ...]]]:
    """Groups, and their words. `called`: what people are called, which names no group."""
    from nlp.clusters.clustering import cluster
    from nlp.clusters.naming import telling

    found = cluster(embedder.embed([one.text for one in said]), [one.language for one in said])
    reads, authors = [one.read for one in said], [one.author_id for one in said]
    return found, telling(reads, found.of.tolist(), authors, found.many, called=called, spoken=spoken)


def looked_at(said: Sequence[Said], since: datetime, most: int | None = None) -> datetime:
    """From when on messages were looked at: of more than `most` there are the newest alone."""
    from service.desk.said import MOST

    return said[-1].at if len(said) >= (most or MOST) else since


def line(of: Sequence[Said], words: tuple[str, ...], now: datetime, since: datetime) -> str:
    """One group in words. `since`: from when on messages were looked at."""
    people = len({one.author_id for one in of})
    scored = [one.sentiment for one in of if one.sentiment is not None]
    negative = f"{scored.count('negative') / len(scored):.0%}" if scored else "–"
    named = ", ".join(words) or "(no word that several people share)"
    return f"{len(of):>7,}  {named}  | {people} people, {negative} negative{_lately(of, now, since)}"


def _lately(of: Sequence[Said], now: datetime, since: datetime) -> str:
    """This week, after the one before; nothing of a week that was not looked at whole."""
    if since > now - WEEK:
        return ""
    week = sum(one.at >= now - WEEK for one in of)
    if since > now - 2 * WEEK:
        return f", {week} this week"
    before = sum(now - 2 * WEEK <= one.at < now - WEEK for one in of)
    return f", {week} this week after {before}{_rising(week, before)}"


def _rising(week: int, before: int) -> str:
    """More than chance makes of it: beyond two standard deviations of a count."""
    return "  rising" if week > before + 2 * (before + 1) ** 0.5 else ""
