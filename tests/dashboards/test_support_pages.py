"""Pages of support work, run by Streamlit's own test runner."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from analytics.lake import Lake
from analytics.metrics.axis import axis_for
from analytics.scope import Scope
from dashboards import names
from dashboards.data import Question
from dashboards.screens.conversations import LABELS
from dashboards.support import WHICH, listed
from tests.analytics.desk import Desk
from tests.analytics.world import World
from tests.dashboards.pages import SUPPORT, charts, figures, html_of, open_page, rows, text
from tests.dashboards.shop import shop, wrote


@pytest.mark.parametrize("name", SUPPORT)
def test_without_support_work_its_pages_say_where_it_comes_from(root, name):
    world = World(start=datetime.now(UTC) - timedelta(minutes=3))
    world.say("ana", 0)
    world.write(root)
    page = open_page(name)
    assert "No support work yet" in text(page) and not page.metric


def test_a_case_is_told_as_it_went(root):
    desk = Desk(start=datetime.now(UTC) - timedelta(hours=1), organisation="casa")
    desk.step("asked", 0).step("assigned", 1, "nora").step("answered", 2, "nora")
    desk.step("resolved", 9).step("rated", 10, score=5)
    wrote(desk, root)
    page = open_page("response")
    shown = figures(page)
    assert shown["First response"] == "2 min" and shown["Resolution"] == "9 min"
    assert shown["Next response"] == "–", "there was no second turn"
    assert (shown["One touch"], shown["Satisfied (CSAT)"]) == ("100 %", "100 %")
    assert charts(page) == 3
    page = open_page("people")
    assert figures(page) == {"Agents": "1", "Cases answered": "1", "Messages written": "1"}
    (told,) = rows(page)
    assert told["Agent"] == "…nora" and told["Cases"] == "1"
    assert (told["First response"], told["CSAT"]) == ("–", "–"), "of one case an average says nothing"


def test_a_shop_is_held_against_the_time_before_and_its_agents_against_each_other(root, monkeypatch):
    shop(root, cases=80)
    called = {"nora": "<b>Nora Ünal", "paul": "Paula", "rita": "Paula"}
    monkeypatch.setattr(names, "of", lambda chat, organisation: called)
    page = open_page("response", range="Last 7 days", of="Organisation …shop")
    assert any("vs before" in str(one.delta) for one in page.metric)
    page = open_page("people", range="Last 30 days", of="Organisation …shop")
    told = rows(page)[:2]
    assert {one["Agent"] for one in told} == {"<b>Nora Ünal", "Paula …paul"}
    assert "–" not in {one["First response"] for one in told}


def test_the_cases_behind_a_figure_are_a_step_away_from_the_desk(root):
    desk = Desk(start=datetime.now(UTC) - timedelta(hours=2), organisation="casa")
    desk.step("asked", 0).step("answered", 2, "nora").step("resolved", 9).step("rated", 10, score=1)
    desk.step("asked", 20, conversation="c2").step("answered", 50, "paul", conversation="c2")
    desk.step("asked", 60, conversation="c3")
    desk.step("asked", 70, conversation="c4").step("resolved", 80, conversation="c4")
    wrote(desk, root)
    now = datetime.now(UTC)
    asked = Question(str(root), Lake(root).fingerprint(), Scope(), axis_for(now - timedelta(hours=2), now))
    told = {which: listed(asked, which)["cases"]["conversation_id"].to_list() for which in WHICH}
    assert told == {
        "all": ["c4", "c3", "c2", "c1"], "waiting": ["c3"], "slow": ["c2", "c1"], "missed": ["c4"],
        "dropped": [], "reopened": [], "transferred": [], "handed_over": [], "unhappy": ["c1"],
    }  # fmt: skip
    assert set(LABELS) == set(WHICH)
    page = open_page("conversations", which=LABELS["waiting"])
    assert re.findall(r"/desk#/c/(\w+)", html_of(page)) == ["c3"]
    (row,) = rows(page)
    assert (row["Agent"], row["First response"], row["State"]) == ("–", "–", "Open: the customer waits")
