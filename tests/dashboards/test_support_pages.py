"""Pages of support work, run by Streamlit's own test runner."""

import re
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest

from analytics.lake import Lake
from analytics.metrics.axis import axis_for
from analytics.metrics.hours import Hours
from analytics.scope import Scope
from dashboards import finding, hours, names, painpoints, reading
from dashboards.asking import Refusal
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


def closed_until(now, zone="UTC"):
    """Hours of a desk that opens on the day after tomorrow alone, as the chat answers them."""
    day = (now + timedelta(days=2)).isoweekday()
    return msgspec.json.encode({"zone": zone, "week": [{"day": day, "opens": "00:00", "closes": "24:00"}]})


def test_office_hours_count_where_they_are_known_and_wanted(root, monkeypatch):
    now = datetime.now(UTC)
    desk = Desk(start=now - timedelta(hours=1), organisation="casa")
    desk.step("asked", 0).step("assigned", 1, "nora").step("answered", 2, "nora").step("resolved", 9)
    wrote(desk, root)
    assert "office" not in {one.key for one in open_page("response").toggle}, "none are set, or nobody says"
    known = hours.hours_of(msgspec.json.decode(closed_until(now), type=hours.Kept))
    monkeypatch.setattr(hours, "of", lambda chat, organisation: known)
    page = open_page("response")
    assert page.toggle(key="office").value is False and figures(page)["Resolution"] == "9 min"
    assert figures(open_page("response", office="true"))["Resolution"] == "0.00 s"


def test_hours_are_those_that_the_chat_answers():
    answer = (
        b'{"zone":"Europe/Lisbon","week":[{"day":1,"opens":"09:00","closes":"24:00"}],'
        b'"holidays":[{"date":"2026-12-25","name":"Natal"}],"open_now":true,"opens_at":null}'
    )
    found = hours.hours_of(msgspec.json.decode(answer, type=hours.Kept))
    assert found == Hours("Europe/Lisbon", ((1, time(9), time(0)),), frozenset({date(2026, 12, 25)}))
    none = msgspec.json.decode(b'{"zone":"UTC","week":[],"holidays":[]}', type=hours.Kept)
    assert hours.hours_of(none) is None and hours.hours_of(None) is None


def test_who_has_a_session_reads_a_case_once_it_is_chosen_and_nothing_in_it_is_markup(root, monkeypatch):
    desk = Desk(start=datetime.now(UTC) - timedelta(hours=2), organisation="casa")
    desk.step("asked", 0).step("answered", 2, "nora").step("asked", 60, conversation="c2")
    wrote(desk, root)
    monkeypatch.setattr(reading, "signed_in", lambda: False)
    assert "read" not in {one.key for one in open_page("conversations").selectbox}, (
        "there is nobody who reads"
    )
    answer = (
        b'{"messages":[{"text":"<b>hola</b>","author_kind":"contact","language":"es","side":1,'
        b'"posted_at":"2026-11-30T08:00:00Z","enrichment":{"translations":{"es":{"status":"not_needed"},'
        b'"en":{"status":"done","text":"hello"}},"sentiment":{"label":"negative","scores":{}}}},'
        b'{"text":"hi","author_kind":"account","language":"en","posted_at":"2026-11-30T08:01:00Z"}],"rev":3}'
    )
    asked = []

    def said(chat, conversation_id):
        asked.append(conversation_id)
        page = msgspec.json.decode(answer, type=reading._Page)
        return page.messages if conversation_id == "c1" else None

    monkeypatch.setattr(reading, "signed_in", lambda: True)
    monkeypatch.setattr(reading, "of", said)
    page = open_page("conversations")
    assert asked == [], "nothing is read before it is chosen"
    page.selectbox(key="read").select("c1").run()
    told = html_of_all(page)[-1]
    assert asked == ["c1"] and "&lt;b&gt;hola&lt;/b&gt;" in told and "<b>" not in told and "hello" in told
    assert "The customer's sentiment: Negative" in text(page)
    page.selectbox(key="read").select("c2").run()
    assert "You may not read this conversation" in text(page)


def html_of_all(page):
    return [one.proto.body for one in page.get("html") if "<table>" in one.proto.body]


def test_what_was_said_is_searched_in_one_organisation_by_who_may_and_others_are_told_why_not(
    root, monkeypatch
):
    desk = Desk(start=datetime.now(UTC) - timedelta(hours=2), organisation="casa")
    wrote(desk.step("asked", 0).step("answered", 2, "nora"), root)
    assert "words-said" not in {one.key for one in open_page("conversations").text_input}, "nobody reads"
    told = (
        b'{"messages":[{"text":"<b>hola</b>","author_kind":"contact","language":"es","conversation_id":"c1",'
    )
    told += b'"posted_at":"2026-11-30T08:00:00Z"}],"next":7}'
    answers = {"hola": msgspec.json.decode(told, type=finding.Page), "none": finding.Page(())}
    refused = {code: Refusal(code) for code in ("role_lacks", "too_many_tries", "silent", "anything")}
    asked = []

    def answered(chat, path, session, kind):
        asked.append((path, session))
        text = parse_qs(urlsplit(path).query)["text"][0]
        return (answers | refused)[text]

    monkeypatch.setattr(finding, "answered", answered)
    monkeypatch.setattr(painpoints, "session", lambda: "hers")
    page = open_page("conversations")
    assert "Choose one organisation" in text(page) and asked == []
    page = open_page("conversations", of="Organisation …casa")
    assert asked == [], "nothing is searched before somebody asks"
    page.text_input(key="words-said").input(" hola ").run()
    assert asked == [("/api/organisations/casa/search?text=hola&limit=50", "hers")]
    found = html_of_all(page)[-1]
    assert "&lt;b&gt;hola&lt;/b&gt;" in found and "/desk#/c/c1" in found and "<b>" not in found
    assert found.count('<td class="own" dir="auto">') == 2, "people's own words, in their direction"
    assert "There is more" in text(page)
    for word, said in (
        ("none", "Nothing was found"), ("role_lacks", "**Pain points**"), ("too_many_tries", "very often"),
        ("silent", "Try again in a moment"), ("anything", "or you may not see this"),
    ):  # fmt: skip
        page.text_input(key="words-said").input(word).run()
        assert said in text(page), word
    refused["anything"] = answers["none"]
    assert "Nothing was found" in text(page.run()), "a refusal is not kept"


def test_an_operator_with_an_account_sees_the_names_that_it_may_know(root, monkeypatch):
    desk = Desk(start=datetime.now(UTC) - timedelta(hours=2), organisation="casa")
    wrote(desk.step("asked", 0).step("answered", 2, "nora"), root)
    wrote(Desk(start=desk.start, organisation="rival").step("asked", 0, conversation="r"), root)
    monkeypatch.setattr(names, "organisations", lambda chat: {"casa": "Casa *Verde*"})
    page = open_page("people")
    assert page.selectbox(key="of").options == [
        "Everybody", "Direct chats", "Casa *Verde*", "Organisation …rival",
    ]  # fmt: skip
