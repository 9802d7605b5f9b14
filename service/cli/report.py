"""`duologue report`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from service.cli.files import with_store
from wire.contracts.settings import Settings
from wire.home import at_home

if TYPE_CHECKING:
    from dashboards.report.page import Report
    from dashboards.report.week import Week
    from service.store import Store


@click.command()
@click.option("--week", "named", help="As 2026-W46; else the last one that is over.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File; ends with .html or .pdf.")
@click.option("--pdf", "as_pdf", is_flag=True, help="Also a PDF beside it, printed by Chromium.")
@click.option("--organisation", help="Its id; else everybody's figures.")
@click.option("--zone", default="UTC", show_default=True, help="Time zone of the days, as Europe/Lisbon.")
@click.option("--demo", is_flag=True, help="With demo data.")
@click.option("--mail", "to", help="Send it to this address, by the server of DUOLOGUE_SMTP.")
def report(
    named: str | None,
    out: Path | None,
    as_pdf: bool,
    organisation: str | None,
    zone: str,
    demo: bool,
    to: str | None,
) -> None:
    """The figures of a week beside the week before, as one file that needs no network and prints on A4."""
    from analytics.errors import AnalyticsError
    from dashboards.report.page import page

    settings, week = at_home(), _week(named, zone)
    try:
        told = _made(settings, week, organisation, demo)
    except AnalyticsError as error:
        raise click.ClickException(str(error)) from error
    out = out or Path(f"duologue-{week.name}.html")
    files = _files(page(told), out, as_pdf)
    if to is not None:
        _send(settings, to, f"{told.whose}: week {week.name}", files)


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


def _made(settings: Settings, week: Week, organisation: str | None, demo: bool) -> Report:
    from analytics.lake import Lake
    from dashboards.report.gathering import gather
    from dashboards.report.page import Report

    whose = "All conversations" if organisation is None else _called(organisation)
    figures = gather(Lake(settings.lake_path), week, organisation, demo=demo)
    return Report(week=week, whose=whose, figures=figures, made_at=datetime.now(UTC))


def _called(organisation: str) -> str:
    """Its name, as the store has it; else its id."""
    from sqlalchemy import select

    from service.store.tables import organisations

    async def work(store: Store) -> str | None:
        query = select(organisations.c.name).where(organisations.c.id == organisation)
        async with store.reading() as connection:
            name: str | None = await connection.scalar(query)
            return name

    return with_store(work) or organisation


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
