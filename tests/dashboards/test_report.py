"""The weekly report says what the metrics say, needs nothing from anywhere, and is read without eyes, too."""

import asyncio
import re
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import msgspec
import pytest
from click.testing import CliRunner

from analytics.lake import Lake
from analytics.metrics import measure
from analytics.metrics.registry import METRICS
from analytics.metrics.zones import wall
from dashboards import speech, words
from dashboards.office import Kept, hours_of
from dashboards.report import pdf
from dashboards.report.drawing import _nice
from dashboards.report.gathering import gather
from dashboards.report.page import Report, page
from dashboards.report.week import Week
from dashboards.report.wording import change
from service.cli import report as command
from service.cli.main import duologue
from service.store import Store
from service.store.routing_tables import desk_rules
from service.store.tables import organisations
from tests.analytics.test_axis import clock_changes
from tests.analytics.world import World
from tests.dashboards.shop import shop
from wire.contracts.settings import Settings

SKIPPED = [("Pacific/Apia", "2011-W52"), ("Pacific/Kwajalein", "1993-W33")]
"""Weeks without one of their days."""
NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home whose shop was open in the weeks 45 to 47 of 2026."""
    made = tmp_path_factory.mktemp("report")
    shop(Settings(home=made).lake_path, now=NOW)
    return made


def told(home, week="2026-W46", organisation=None, whose="Casa <b>Verde</b>"):
    named = Week.named(week)
    figures = gather(Lake(Settings(home=home).lake_path), named, organisation)
    return figures, page(Report(week=named, whose=whose, figures=figures, made_at=NOW))


@pytest.mark.parametrize(
    ("name", "monday"),
    [("2026-W46", date(2026, 11, 9)), ("2026-w01", date(2025, 12, 29)), ("2020-W53", date(2020, 12, 28))],
)
def test_a_week_is_that_of_iso_8601(name, monday):
    week = Week.named(name)
    assert (week.monday, week.name) == (monday, name.upper())
    assert week.before.days[-1] == monday - timedelta(days=1)


@pytest.mark.parametrize("name", ["2026-W54", "2026-W00", "2026-46", "", "1969-W10", "9999-W10", "2025-W53"])
def test_there_is_no_other(name):
    with pytest.raises(ValueError, match="week"):
        Week.named(name)


def test_a_week_has_the_hours_of_its_zone():
    hours = {
        name: (scope.until - scope.since) / timedelta(hours=1)
        for name in ("2026-W13", "2026-W43", "2026-W46")
        for scope in [Week.named(name, "Europe/Lisbon").scope(None, demo=False)]
    }
    assert hours == {"2026-W13": 167, "2026-W43": 169, "2026-W46": 168}
    assert Week.last(NOW).name == "2026-W46"
    sunday = datetime(2026, 11, 15, 23, tzinfo=UTC)
    assert Week.last(sunday).name == "2026-W45" and Week.last(sunday, "Asia/Tokyo").name == "2026-W46"


def edge_weeks() -> list[tuple[Week, datetime]]:
    """The week of each change of a clock since 1971, in one zone of all that change so."""
    return [
        (Week(wall(at, ZoneInfo(zone)).date() - timedelta(wall(at, ZoneInfo(zone)).weekday()), zone), at)
        for zone, at in clock_changes()
    ]


def test_a_week_is_whole_whatever_its_clock_does():
    """Days follow each other, and only one that the clock skips whole is none."""
    for week, at in edge_weeks():
        scope, axis = week.scope(None, demo=False), week.axis
        begins = [wall(edge, ZoneInfo(week.zone)).date() for edge in axis.edges]
        assert (axis.edges[0], axis.edges[-1]) == (scope.since, scope.until) and scope.since <= at, week
        assert week.before.ends == scope.since < scope.until, week
        assert set(begins[:-1]) <= set(week.days) and begins == sorted(set(begins)), week
        assert len(begins) == 8 or (week.zone, week.name) in SKIPPED, week


@pytest.mark.parametrize(("zone", "name"), SKIPPED)
def test_a_day_that_was_not_is_a_gap(home, zone, name):
    week = Week.named(name, zone)
    lake = Lake(Settings(home=home).lake_path)
    figures = gather(lake, week, None)
    now, before = figures.days["messages"]
    assert len(week.days) == len(now) == len(before) == 7
    assert (sum(one is None for one in now), sum(one is None for one in before)) == (1, 0)
    assert "<svg" not in page(Report(week=week, whose="Apia", figures=figures, made_at=NOW))


def test_it_says_what_the_metrics_say_this_week_and_before(home):
    figures, text = told(home)
    lake = Lake(Settings(home=home).lake_path)
    for name, metric in METRICS.items():
        for week, row in ((Week.named("2026-W46"), figures.now), (Week.named("2026-W45"), figures.before)):
            scope = week.scope(None, demo=False)
            rows = measure.rows(metric, measure.frame(lake, scope, metric.grain), scope)
            assert dict(row[name]) == pytest.approx(measure.figure(metric, rows).collect().row(0, named=True))
    wait = words.duration(figures.now["first_response"]["median"])
    assert figures.now["first_response"]["count"] > 10 and f"<dd>{wait}</dd>" in text
    assert sum(figures.days["messages"][0]) == figures.now["messages"]["total"] > 0
    assert sum(figures.hours["messages"]) <= figures.now["messages"]["total"]


def test_a_conversation_that_goes_on_over_both_weeks_is_told_in_each_by_what_was_said_in_it(tmp_path):
    world = World(start=datetime(2026, 11, 2, 9, tzinfo=UTC))  # the Monday of week 45
    for day, felt in ((0, "positive"), (1, "negative"), (8, "neutral"), (9, "positive")):
        world.tell("ana", day * 1440, felt)
    figures = gather(world.write(tmp_path), Week.named("2026-W46"), None)
    ended = [(row["ended_negative"]["numerator"], row["ended_negative"]["denominator"]) for row in
             (figures.now, figures.before)]  # fmt: skip
    assert ended == [(0, 1), (1, 1)]
    assert figures.now["sentiment_change"]["mean"] > 0 > figures.before["sentiment_change"]["mean"]


def test_nothing_is_loaded_and_nothing_in_a_name_is_markup(home):
    _, text = told(home)
    assert "Casa &lt;b&gt;Verde&lt;/b&gt;" in text and "<b>" not in text
    assert not re.findall(r"(?:src|href)=|url\(|@import|<script|<link|https?://", text)
    assert "@page { size: A4;" in text and "@media print" in text
    assert "not over yet" not in text and "not over yet" in told(home, "2026-W47")[1]


def test_every_picture_says_in_words_what_it_shows(home):
    figures, text = told(home)
    pictures = [ElementTree.fromstring(one) for one in re.findall(r"<svg.*?</svg>", text, re.S)]
    assert len(pictures) == 5 - sum(
        1 for one in figures.days.values() if not any(value is not None for days in one for value in days)
    )
    for one in pictures:
        known = {part.get("id"): part.text for part in one if part.tag in ("title", "desc")}
        assert one.get("role") == "img" and one.get("aria-labelledby").split() == list(known)
        assert all(known.values()) and len(list(one)) > 5
    day = words.count(round(figures.days["messages"][0][0]))
    assert f"Mon 9: {day}, the week before " in text
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(("week", "organisation"), [("2020-W10", None), ("2026-W46", "nobody")])
def test_a_week_without_anything_is_told_as_one(home, week, organisation):
    figures, text = told(home, week, organisation)
    assert figures.now["first_response"]["median"] is None
    assert (
        "Nothing in these two weeks." in text and f"<dd>{words.NOTHING}</dd>" in text and "<svg" not in text
    )


def test_change_is_in_points_of_shares_and_null_where_it_cannot_be_told():
    wait, share = METRICS["first_response"], METRICS["satisfied"]
    assert (change(wait, 90.0, 100.0), change(share, 0.5, 0.625)) == ("−10%", "−12.5 points")
    assert change(wait, None, 3.0) == change(share, 0.5, None) == change(wait, 1.0, 0.0) == ""
    assert [_nice(one) for one in (1, 3, 9, 11, 41, 0.3)] == [1, 4, 10, 20, 60, pytest.approx(0.4)]


def test_the_command_writes_it_and_says_what_is_missing(home, tmp_path, monkeypatch):
    monkeypatch.setenv("DUOLOGUE_HOME", str(home))
    monkeypatch.setattr(pdf, "PROGRAMS", ("no-such-browser",))
    out = tmp_path / "week.html"

    def call(*more):
        done = CliRunner().invoke(duologue, ["report", "--week", "2026-W46", "--out", str(out), *more])
        return done.exit_code, done.output

    assert call() == (0, f"{out}\n") and "<h1>Week 46, 9" in out.read_text()
    assert call("--language", "ar") == (0, f"{out}\n") and '<html lang="ar" dir="rtl">' in out.read_text()
    assert call("--language", "xx")[0] == 2
    code, said = call("--pdf")
    assert code == 0 and "Chromium, which is not here" in said
    assert call("--out", str(tmp_path / "week.pdf"))[0] == 1, "nothing could be written"
    code, said = call("--mail", "lead@example.org")
    assert code == 1 and "set DUOLOGUE_SMTP" in said
    assert call("--zone", "Mars/Base")[0] == call("--week", "soon")[0] == 2
    code, said = call("--out", str(tmp_path / "nowhere" / "week.html"))
    assert code == 1 and "cannot be written" in said


def test_an_organisation_is_told_in_its_language_and_its_office_hours(home, tmp_path, monkeypatch):
    """The desk is open on Wednesday mornings alone."""
    kept = '{"zone":"Europe/Lisbon","week":[{"day":3,"opens":"09:00","closes":"12:00"}]}'

    async def founded():
        store = await Store.open(Settings(home=home))
        async with store.writing() as connection:
            shop = {"id": "shop", "name": "Casa <Verde>", "language": "pt-BR", "created_at": NOW}
            await connection.execute(organisations.insert().values(shop))
            await connection.execute(desk_rules.insert().values(organisation_id="shop", hours=kept))
        await store.close()

    asyncio.run(founded())
    monkeypatch.setenv("DUOLOGUE_HOME", str(home))
    out = tmp_path / "week.html"
    asked = ["report", "--week", "2026-W46", "--organisation", "shop", "--out", str(out)]
    assert CliRunner().invoke(duologue, asked).exit_code == 0
    text = out.read_text()
    assert '<html lang="pt" dir="ltr">' in text and "Casa &lt;Verde&gt;" in text
    assert "no horário de atendimento" in text and "Europe/Lisbon" in text
    lake, week = Lake(Settings(home=home).lake_path), Week.named("2026-W46", "Europe/Lisbon")
    hours = hours_of(msgspec.json.decode(kept, type=Kept))
    figures = gather(lake, week, "shop", office=hours)
    for name, row in figures.open_now.items():
        assert row["count"] == figures.now[name]["count"] > 0 and row["mean"] < figures.now[name]["mean"]
    with speech.speaking("pt"):
        assert all(words.duration(one["median"]) in text for one in figures.open_now.values())


@pytest.mark.parametrize("language", [one for one in speech.LANGUAGES if one != "en"])
def test_every_word_of_it_is_of_its_language(home, language):
    figures, english = told(home)
    with speech.speaking(language):
        week = Week.named("2026-W46")
        text = page(Report(week=week, whose="Casa <b>Verde</b>", figures=figures, made_at=NOW))
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in text
    said = [
        re.findall(r"<(?:h1|h2|dt|th[^>]*|p|desc[^>]*|title[^>]*)>([^<]+)<", one) for one in (english, text)
    ]
    assert len(said[0]) == len(said[1]) > 60
    same = {one for one, other in zip(*said, strict=True) if one == other}
    meant = {"Casa &lt;b&gt;Verde&lt;/b&gt;", "Messages"}
    assert {one for one in same if re.search(r"[A-Za-z]{3}", one)} <= meant
    assert tuple(speech.LANGUAGES) == command.LANGUAGES


def test_a_pdf_is_printed_where_there_is_chromium(home, chromium):
    _, text = told(home)
    assert pdf.pdf(text).startswith(b"%PDF-")
