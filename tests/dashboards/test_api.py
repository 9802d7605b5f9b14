"""Figures over HTTP: those of the pages, of what the asker may see, refused by a stable code otherwise."""

import asyncio
import io
import json
import threading
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from starlette.responses import Response

from analytics.metrics.registry import METRICS
from dashboards.api import routes
from dashboards.api.openapi import document
from dashboards.api.query import NAMES, SLICES
from dashboards.api.routes import ROOT, Api
from dashboards.viewer import Organisation, Viewer
from tests.analytics.desk import Desk
from tests.analytics.world import World
from tests.dashboards.shop import wrote

OPERATOR = Viewer(operator=True)
CASA = Viewer(organisations=(Organisation("casa", "Casa"),))
BOTH = Viewer(organisations=(Organisation("casa", "Casa"), Organisation("other", "Other")))
MARCH = {"since": "2026-03-01T00:00:00Z", "until": "2026-04-01T00:00:00Z"}


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Api:
    """One message of a direct chat, two of Casa, four of Rival; a case of Casa, answered within 2 minutes."""
    root = tmp_path_factory.mktemp("asked")
    for number, (organisation, said) in enumerate([(None, 1), ("casa", 2), ("rival", 4)]):
        world = World(organisation=organisation)
        for at in range(said):
            told = world.tell("ana", at, conversation=f"c-{organisation}", sentiment="negative")
            world.act("suggestions_shown", at, message_id=told, count=2)
        world.write(root, first_entry=1 + 100 * number)
    desk = Desk(organisation="casa").step("asked", 0).step("answered", 2, "=nora", language="en")
    desk.step("resolved", 9).step("rated", 10, score=5)
    wrote(desk, root)
    return Api(root)


def answer(api: Api, path: str, who: Viewer = CASA, **query: str) -> Response:
    return asyncio.run(api.answer(f"{ROOT}{path}", query, who))


def rows(api: Api, name: str, who: Viewer = CASA, **query: str) -> list[dict[str, Any]]:
    found = answer(api, f"metrics/{name}", who, **(MARCH | query))
    assert found.status_code == 200, found.body
    told: list[dict[str, Any]] = json.loads(found.body)["rows"]
    return told


def test_every_metric_is_listed_with_its_definition(api):
    found = json.loads(answer(api, "metrics").body)
    assert [one["name"] for one in found] == list(METRICS)
    assert all(one["definition"] and one["unit"] for one in found)


@pytest.mark.parametrize("name", METRICS)
def test_every_metric_answers_in_every_way_with_columns_that_are_documented(api, name):
    documented = set(document()["components"]["schemas"]["Row"]["properties"])
    ways = [{}, {"every": "1d"}, *({"by": one} for one in SLICES[METRICS[name].grain])]
    for way in ways:
        found = rows(api, name, **way)
        assert found or "by" in way
        assert all(set(row) <= documented for row in found)
    days = rows(api, name, every="1d", zone="Europe/Lisbon")
    assert len(days) == 32, (
        "31 days of March in UTC, of which one begins on the day before in Lisbon's summer"
    )


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("messages", {"total": 4}),
        ("incoming", {"total": 1}),
        ("negative", {"numerator": 2, "denominator": 2, "share": 1.0}),
        ("first_response", {"count": 1, "mean": 120.0, "median": 120.0, "p90": 120.0}),
        ("resolution", {"count": 1, "mean": 540.0, "median": 540.0, "p90": 540.0}),
        ("satisfied", {"numerator": 1, "denominator": 1, "share": 1.0}),
        ("bot_resolved", {"numerator": 0, "denominator": 0, "share": None}),
    ],
)
def test_a_figure_is_that_of_the_organisation(api, name, wanted):
    assert rows(api, name) == [wanted]


def test_slices_languages_and_times_are_told_apart(api):
    assert {row["language"]: row["total"] for row in rows(api, "messages", by="language")} == {
        "en": 3, "es": 1,
    }  # fmt: skip
    assert rows(api, "messages", language="es,de") == [{"total": 1}]
    assert rows(api, "first_response", language="de")[0]["count"] == 0
    assert [row["agent_id"] for row in rows(api, "first_response", by="agent_id")] == ["=nora"]
    assert {(one["language"], one["reader"]) for one in rows(api, "messages", by="pair")} == {
        ("en", "pt"), ("en", "en"), ("es", "en"),
    }  # fmt: skip
    assert [one["channel_id"] for one in rows(api, "messages", by="channel_id")] == [None]
    assert rows(api, "messages", until="2026-03-02T09:00:30+00:00") == [{"total": 2}]
    assert sum(row["total"] for row in rows(api, "messages", every="1h")) == 4


@pytest.mark.parametrize(
    ("who", "organisation", "expected"),
    [
        (CASA, None, 4),
        (CASA, "casa", 4),
        (CASA, "rival", "not_yours"),
        (CASA, "none", "not_yours"),
        (CASA, "", "not_yours"),
        (BOTH, None, "invalid_query"),
        (BOTH, "casa", 4),
        (BOTH, "other", 0),
        (BOTH, "rival", "not_yours"),
        (Viewer(), None, "invalid_query"),
        (Viewer(), "casa", "not_yours"),
        (OPERATOR, None, 9),
        (OPERATOR, "rival", 4),
        (OPERATOR, "none", 1),
    ],
)
def test_nobody_asks_beyond_what_they_may_see(api, who, organisation, expected):
    query = MARCH | ({} if organisation is None else {"organisation": organisation})
    found = json.loads(answer(api, "metrics/messages", who, **query).body)
    assert (found["code"] if "code" in found else found["rows"][0]["total"]) == expected


@pytest.mark.parametrize(
    ("path", "query", "status", "code"),
    [
        ("", {}, 404, "not_found"),
        ("metrics/none", {}, 404, "no_such_metric"),
        ("metrics/messages", {"sinse": "2026-03-01"}, 400, "invalid_query"),
        ("metrics/messages", {"since": "soon"}, 400, "invalid_query"),
        ("metrics/messages", {"since": "0001-01-01T00:00:00+14:00"}, 400, "invalid_query"),
        ("metrics/messages", {"until": "0001-01-02"}, 400, "invalid_query"),
        (
            "metrics/messages",
            {"since": "9999-12-31T22:00Z", "until": "9999-12-31T23:59Z", "every": "1h"},
            400,
            "invalid_query",
        ),
        (
            "metrics/messages",
            {"since": "0001-01-02", "until": "0002-01-01", "every": "1d"},
            400,
            "invalid_query",
        ),
        ("metrics/messages", {"every": "1d", "zone": "\0"}, 400, "invalid_query"),
        ("metrics/messages", {"every": "1d", "zone": ""}, 400, "invalid_query"),
        ("metrics/messages", {"every": "1d", "zone": "Europe"}, 400, "invalid_query"),
        ("metrics/messages", {"every": "1d", "zone": "x" * 5000}, 400, "invalid_query"),
        ("metrics/messages", {"since": "2026-03-02", "until": "2026-03-02"}, 400, "invalid_query"),
        ("metrics/messages", {"since": "2000-01-01", "every": "1m"}, 400, "invalid_query"),
        ("metrics/messages", {"every": "2d"}, 400, "invalid_query"),
        ("metrics/messages", {"every": "1d", "zone": "../etc/passwd"}, 400, "invalid_query"),
        ("metrics/messages", {"every": "1d", "zone": "Nowhere"}, 400, "invalid_query"),
        ("metrics/messages", {"every": "1d", "by": "language"}, 400, "invalid_query"),
        ("metrics/translated", {"by": "agent_id"}, 400, "invalid_query"),
        ("metrics/messages", {"format": "xlsx"}, 400, "invalid_query"),
        ("metrics/messages", {"demo": "yes"}, 400, "invalid_query"),
    ],
)
def test_what_cannot_be_answered_is_refused_by_a_code(api, path, query, status, code):
    found = answer(api, path, CASA, **query)
    assert (found.status_code, json.loads(found.body)["code"]) == (status, code)


def test_figures_can_be_taken_as_files_of_which_a_spreadsheet_runs_nothing(api):
    query = MARCH | {"by": "agent_id"}
    text = answer(api, "metrics/first_response", CASA, **query, format="csv").body
    assert text.startswith(b"\xef\xbb\xbfagent_id,count")
    assert b"\n'=nora,1,120.0" in text
    found = answer(api, "metrics/first_response", CASA, **query, format="parquet")
    assert pl.read_parquet(io.BytesIO(found.body))["agent_id"].to_list() == ["=nora"]
    assert "attachment" in found.headers["content-disposition"]


def test_a_damaged_log_and_too_many_questions_are_told(api, tmp_path, monkeypatch):
    world = World(organisation="casa")
    world.say("ana", 0)
    world.write(tmp_path)
    next(tmp_path.glob("messages/*/*/*/*.parquet")).write_bytes(b"no parquet")
    broken = answer(Api(tmp_path), "metrics/messages", CASA, **MARCH)
    assert (broken.status_code, json.loads(broken.body)["code"]) == (503, "unavailable")
    assert str(tmp_path).encode() not in broken.body
    monkeypatch.setattr(routes, "MOST_WAITING", 0)
    busy = answer(api, "metrics/messages", CASA, **MARCH)
    assert (busy.status_code, json.loads(busy.body)["code"]) == (503, "busy")


def test_the_ends_of_time_are_answered_in_every_zone(api):
    for zone in ("Pacific/Kiritimati", "Etc/GMT+12", "Africa/Monrovia"):
        for since, until in (("1970-01-01", "1970-02-01"), ("2999-12-01", "3000-01-01")):
            for every in ("1h", "1d", "1mo"):
                assert rows(api, "messages", since=since, until=until, every=every, zone=zone)
    assert rows(api, "first_response", since="1970-01-01", until="3000-01-01", by="language")


def test_nobody_keeps_all_others_from_asking(api, monkeypatch):
    goes_on = threading.Event()

    def held(*_: object) -> pl.DataFrame:
        goes_on.wait(60)
        return pl.DataFrame({"total": [1]})

    monkeypatch.setattr(routes, "told", held)
    monkeypatch.setattr(routes, "MOST_OF_ONE", 2)

    async def story() -> list[int]:
        fresh, path = Api(Path()), f"{ROOT}metrics/messages"
        asked = [asyncio.create_task(fresh.answer(path, {}, who)) for who in (CASA, CASA, CASA, OPERATOR)]
        assert (await asked[2]).status_code == 503
        goes_on.set()
        answers = await asyncio.gather(*asked)
        return [one.status_code for one in [*answers, await fresh.answer(path, {}, CASA)]]

    assert asyncio.run(story()) == [200, 200, 503, 200, 200]


def test_the_document_names_what_is_there(api):
    found = json.loads(answer(api, "openapi.json").body)
    assert set(found["paths"]) == {f"{ROOT}{one}" for one in ("metrics", "metrics/{name}", "painpoints")}
    named = {one["name"] for one in found["paths"]["/api/analytics/metrics/{name}"]["get"]["parameters"]}
    assert named - {"name"} == set(NAMES)
