"""`duologue report`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click
import msgspec

from service.cli.files import with_store
from wire.contracts.settings import Settings
from wire.home import at_home

if TYPE_CHECKING:
    from analytics.metrics.hours import Hours
    from dashboards.report.week import Week
    from service.store import Store


LANGUAGES = ("en", "pt", "es", "fr", "de", "it", "nl", "ar")


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose figures: of an organisation, its language and its office hours; or, without id, everybody's."""

    id: str | None = None
    name: str | None = None
    language: str | None = None
    office: Hours | None = None


@click.command()
@click.option("--week", "named", help="As 2026-W46; else the last one that is over.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File; ends with .html or .pdf.")
@click.option("--pdf", "as_pdf", is_flag=True, help="Also a PDF beside it, printed by Chromium.")
@click.option("--organisation", help="Its id; else everybody's figures.")
@click.option(
    "--language", type=click.Choice(LANGUAGES), help="It speaks; else the organisation's own, or English."
)
@click.option(
    "--zone", help="Time zone of the days, as Europe/Lisbon; else that of the office hours, or UTC."
)
@click.option("--demo", is_flag=True, help="With demo data.")
@click.option("--mail", "to", help="Send it to this address, by the server of DUOLOGUE_SMTP.")
def report(
    named: str | None,
    out: Path | None,
    as_pdf: bool,
    organisation: str | None,
    language: str | None,
    zone: str | None,
    demo: bool,
    to: str | None,
) -> None:
    """The figures of a week beside the week before, as one file that needs no network and prints on A4.

    Where an organisation has office hours, waits are told in these, too.
    """
    from dashboards import speech

    whose = Whose() if organisation is None else with_store(partial(_known, organisation))
    week = _week(named, zone or (whose.office.zone if whose.office else "UTC"))
    with speech.speaking(language or speech.known(whose.language)):
        subject, text = _told(whose, week, demo)
        files = _files(text, out or Path(f"duologue-{week.name}.html"), as_pdf)
        if to is not None:
            _send(at_home(), to, subject, files)


def _week(named: str | None, zone: str) -> Week:
    from dashboards.report.week import Week

    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise click.BadParameter("write a time zone as Europe/Lisbon", param_hint="--zone") from error
    try:
        return Week.named(named, zone) if named else Week.last(datetime.now(UTC), zone)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--week") from error


def _told(whose: Whose, week: Week, demo: bool) -> tuple[str, str]:
    """Subject and page, in the language that is spoken."""
    from analytics.errors import AnalyticsError
    from analytics.lake import Lake
    from dashboards.report.gathering import gather
    from dashboards.report.page import Report, page, subject

    lake, called = Lake(at_home().lake_path), whose.name or whose.id or ""
    try:
        figures = gather(lake, week, whose.id, demo=demo, office=whose.office)
    except AnalyticsError as error:
        raise click.ClickException(str(error)) from error
    told = Report(week=week, whose=called, figures=figures, made_at=datetime.now(UTC))
    return subject(told), page(told)


async def _known(organisation: str, store: Store) -> Whose:
    """As the store has it; what it does not know may be in the event log still."""
    from sqlalchemy import select

    from dashboards.office import Kept, hours_of
    from service.desk.routing.rules import kept_rules
    from service.store.tables import organisations

    query = select(organisations.c.name, organisations.c.language).where(organisations.c.id == organisation)
    async with store.reading() as connection:
        row = (await connection.execute(query)).one_or_none()
        kept, _ = await kept_rules(connection, organisation)
    office = None if kept is None else hours_of(msgspec.json.decode(kept, type=Kept))
    return Whose(organisation, row and row.name, row and row.language, office)


def _files(text: str, out: Path, as_pdf: bool) -> dict[str, bytes]:
    """Write what was asked for; by its name what each file holds."""
    from dashboards.report.pdf import CannotPrint, pdf

    files = {} if out.suffix == ".pdf" else {out: text.encode()}
    try:
        if as_pdf or out.suffix == ".pdf":
            files[out.with_suffix(".pdf")] = pdf(text)
    except CannotPrint as error:
        if not files:
            raise click.ClickException(str(error)) from error
        click.echo(str(error), err=True)
    for path, body in files.items():
        try:
            path.write_bytes(body)
        except OSError as error:
            raise click.ClickException(f"{path} cannot be written: {error.strerror}") from error
        click.echo(path)
    return {path.name: body for path, body in files.items()}


def _send(settings: Settings, to: str, subject: str, files: dict[str, bytes]) -> None:
    from dashboards.report.mail import CannotSend, Server, letter, send

    try:
        server = Server.named(settings.smtp)
        send(server, letter(server, to, subject, files))
    except CannotSend as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Sent to {to}.")
