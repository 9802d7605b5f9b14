"""Each page, run by Streamlit's own test runner, with and without data."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from analytics.lake import ALIVE
from dashboards import app
from dashboards.beside import Beside
from dashboards.place import PATHS, Place, arguments, place_of, told
from dashboards.run import command
from dashboards.viewer import Organisation, Viewer
from tests.analytics.world import World
from tests.dashboards.pages import EVERYDAY, PAGES, charts, figures, open_page, text
from tests.dashboards.town import town
from wire.contracts.settings import Settings

APP = Path(__file__).parents[2] / "dashboards" / "app.py"


@pytest.fixture
def conversation(root):
    """Today: three messages, two of them translated; one suggestion shown and taken."""
    world = World(start=datetime.now(UTC) - timedelta(minutes=3))
    first = world.tell("ana", 0, sentiment="positive", intents=("thanks", "later"), wait=2)
    world.tell("ben", 1, language="pt", target="en", sentiment="negative", wait=4)
    world.tell("ana", 2, outcome="failed", reason="engine_error")
    world.act("suggestions_shown", 0.5, message_id=first, count=2)
    world.act("suggestion_sent", 1, message_id=first, suggestion_id="thanks")
    world.write(root)
    (root / ALIVE).touch()
    return root


def test_the_app_opens_with_the_overview(conversation):
    page = AppTest.from_file(APP, default_timeout=120).run()
    assert not page.exception
    assert [one.value for one in page.title] == ["Overview"]
    assert figures(page)["Messages"] == "3"


@pytest.mark.parametrize("name", PAGES)
def test_without_data_every_page_says_what_to_do(root, name):
    page = open_page(name)
    assert "No messages yet" in text(page) and "duologue up" in text(page)
    assert [one.value for one in page.code] == ["duologue demo"]
    assert not page.metric


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("overview", {"Messages": "3", "People": "2", "Conversations": "1", "Net sentiment": "0"}),
        ("translation", {"Needed": "3", "Translated": "66.7 %", "Wait, median": "3.0 s", "Waiting": "0"}),
        ("sentiment", {"Positive": "50 %", "Negative": "50 %", "Scored": "2"}),
        ("replies", {"Shown": "1", "Accepted": "1", "Acceptance": "100 %", "Edited": "0 %"}),
    ],
)
def test_key_figures_are_those_of_the_lake(conversation, name, wanted):
    shown = figures(open_page(name))
    assert {label: shown[label] for label in wanted} == wanted


def test_alerts_are_counted_where_there_were_any(conversation, root):
    assert "No alert in this time." in text(open_page("sentiment"))
    world = World(start=datetime.now(UTC) - timedelta(minutes=3))
    world.act("mood_turned", 1, message_id=world.tell("eva", 0, conversation="c9", sentiment="negative"))
    world.write(root, first_entry=100)
    shown = text(open_page("sentiment"))
    assert "Turns for the worse" in " ".join(one.value for one in open_page("sentiment").header)
    assert "No alert in this time." not in shown


def test_failures_are_told_with_their_reason(conversation):
    assert "1 × English → Portuguese.** The translation engine failed" in text(open_page("translation"))


def test_what_cannot_be_told_is_a_dash_and_not_a_zero(root):
    world = World(start=datetime.now(UTC) - timedelta(minutes=3))
    world.tell("ana", 0, target="en", outcome="not_needed")
    world.write(root)
    shown = figures(open_page("translation"))
    assert (shown["Needed"], shown["Translated"], shown["Wait, median"]) == ("0", "–", "–")


def test_filters_come_from_the_url(conversation):
    page = open_page("overview", lang="Portuguese", range="Last hour")
    assert figures(page)["Messages"] == "1"
    assert "Last hour · written in Portuguese" in text(page)


def test_demo_data_can_be_left_out(conversation):
    demo = World(start=datetime.now(UTC) - timedelta(minutes=3), demo=True)
    demo.tell("dem", 0, conversation="d")
    demo.write(conversation)
    page = open_page("overview")
    assert figures(page)["Messages"] == "4"
    page.toggle(key="demo").set_value(False).run()
    assert figures(page)["Messages"] == "3"


@pytest.fixture
def casas(root):
    """A message of a direct chat, two of Casa, four of Rival."""
    for number, (organisation, said) in enumerate([(None, 1), ("casa", 2), ("rival", 4)]):
        world = World(start=datetime.now(UTC) - timedelta(minutes=9), organisation=organisation)
        for at in range(said):
            told = world.tell("ana", at, conversation=f"c-{organisation}", sentiment="negative")
            world.act("suggestions_shown", at, message_id=told, count=2)
            world.act("mood_turned", at, message_id=told)
        world.write(root, first_entry=1 + 100 * number)
    return root


CASA, OTHER, RIVAL = (Organisation(one, one.title()) for one in ("casa", "other", "rival"))


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("who", [None, Viewer()], ids=["nobody", "of nothing"])
def test_who_may_see_nothing_sees_nothing(casas, looks, name, who):
    looks(who)
    page = open_page(name, of="Everybody")
    assert "Sign in first" in page.error[0].value
    assert not page.metric and not page.sidebar.children


@pytest.mark.parametrize("of", ["", "Rival"])
def test_a_member_sees_their_organisation_alone_whatever_the_url_says(casas, looks, of):
    looks(Viewer(organisations=(CASA,)))
    wanted = {"overview": ("Messages", "2"), "sentiment": ("Scored", "2"), "replies": ("Shown", "2")}
    for name, (label, value) in wanted.items():
        page = open_page(name, of=of)
        assert figures(page)[label] == value
        assert "Casa · " in text(page)


def test_who_is_in_several_chooses_among_these(casas, looks):
    looks(Viewer(organisations=(CASA, OTHER, RIVAL)))
    page = open_page("overview", of="Rival")
    assert page.selectbox(key="of").options == ["Casa", "Other", "Rival"]
    assert figures(page)["Messages"] == "4"
    page.selectbox(key="of").set_value("Other").run()
    assert "No messages yet" in text(page)
    looks(Viewer(organisations=(CASA,)))
    page.run()
    assert figures(page)["Messages"] == "2", "what was chosen before is somebody else's now"


def test_the_operator_sees_everybody_or_direct_chats_or_one(casas):
    page = open_page("overview")
    assert figures(page)["Messages"] == "7"
    for label, number in (("Direct chats", "1"), ("Organisation …rival", "4")):
        page.selectbox(key="of").set_value(label).run()
        assert figures(page)["Messages"] == number


def test_only_demo_data_and_demo_switched_off_says_so(root):
    town(root, conversations=2, demo=True)
    assert "only demo data" in text(open_page("overview", demo="false"))


def test_nothing_in_the_range_says_when_the_last_message_was(root):
    world = World(start=datetime(2020, 5, 17, 8, 0, tzinfo=UTC))
    world.tell("ana", 0)
    world.write(root)
    page = open_page("overview", range="Last 7 days")
    assert "17 May 2020" in text(page) and not page.metric
    page.selectbox(key="range").set_value("all").run()
    assert figures(page)["Messages"] == "1"


def test_a_damaged_lake_is_told_and_no_traceback_shown(conversation):
    next(conversation.glob("messages/*/*/*/*.parquet")).write_bytes(b"no parquet")
    page = open_page("overview")
    assert "cannot be read" in page.error[0].value and "duologue doctor" in page.error[0].value
    assert "parquet" in page.error[0].value


def test_what_is_wrong_with_which_file_is_told_to_the_operator_alone(casas, looks):
    looks(Viewer(organisations=(CASA,)))
    for path in casas.glob("messages/*/*/*/*.parquet"):
        path.write_bytes(b"no parquet")
    said = open_page("overview").error[0].value
    assert "cannot be read" in said and "parquet" not in said


def test_a_name_of_an_organisation_is_no_markdown(casas, looks):
    looks(Viewer(organisations=(Organisation("casa", "*Casa* [in](https://evil.example) $a$ :red[b]"),)))
    said = text(open_page("overview"))
    assert r"\*Casa\* \[in\]\(https" in said and r"\$a\$ \:red\[b\] · Last 30 days" in said


def test_a_collector_that_stopped_is_told(conversation):
    os.utime(conversation / ALIVE, (0, 0))
    assert "the collector does not run" in text(open_page("overview"))


@pytest.mark.parametrize("name", EVERYDAY)
def test_a_busy_town_draws_every_page(root, name):
    town(root, conversations=30)
    page = open_page(name)
    assert charts(page) >= 3
    assert page.selectbox(key=f"take-{name}").options, "its figures can be taken away"


def test_the_command_line_keeps_to_itself_and_tells_its_place(tmp_path):
    settings = Settings(
        home=tmp_path, dashboard_port=9999, host="0.0.0.0", dashboard_names=("board.example",)
    )
    argv = command(settings)
    assert {"--browser.gatherUsageStats=false", "--server.port=9999", "--server.address=127.0.0.1"} <= set(
        argv
    )
    place = told(argv[argv.index("--") + 1 :])
    chat, names = "http://127.0.0.1:8000", ("127.0.0.1", "board.example")
    assert place == Place(tmp_path / "lake", chat, tmp_path, names)
    assert told(arguments(place)) == place
    assert told(arguments(Place(tmp_path, "http://chat", tmp_path))).names == ()
    elsewhere = Settings(home=tmp_path, dashboard_chat="https://chat.example")
    assert place_of(elsewhere).chat == "https://chat.example"


def test_every_page_is_known_to_the_guard():
    assert (*app.PAGES, "health") == PATHS


def test_no_file_of_a_viewer_has_a_name_that_another_could_work_out():
    def page() -> None:
        import streamlit as st

        from dashboards.panels import _own

        st.text(_own("text/csv"))

    one, other = (AppTest.from_function(page, default_timeout=120).run() for _ in range(2))
    kind = one.text[0].value
    assert kind.startswith("text/csv; of=") and kind != other.text[0].value
    assert one.run().text[0].value == kind, "drawn anew, it is the same file"


@pytest.mark.parametrize("path", EVERYDAY)
def test_everyday_figures_stand_beside_those_of_as_much_time_before(root, path):
    now = datetime.now(UTC)
    for days, moods in ((9, "positive"), (2, "negative"), (20, "negative")):
        if days == 20:
            young = open_page(path, range="Last 7 days")
            assert "vs before" not in str([one.delta for one in young.metric]), "two days are no seven"
        start = now - timedelta(days=days)
        world = World(start=start, organisation="casa")
        for number in range(4):
            told = world.tell("ana", number, moods if number else "neutral", wait=2, intents=("thanks",),
                              conversation=f"{path}-{start:%j}")  # fmt: skip
            world.act("suggestions_shown", number + start.day / 100, message_id=told, count=1)
        world.write(root, first_entry=int(start.timestamp()))
    page = open_page(path, range="Last 7 days")
    beside = [one.delta for one in page.metric if "vs before" in str(one.delta)]
    assert len(beside) >= 2 and all("nan" not in one for one in beside)
    if path in ("overview", "sentiment"):
        assert any("−150.0 points vs before" in one for one in beside), beside


def test_beside_what_cannot_be_told_stands_nothing():
    row = pl.DataFrame({"share": [0.5], "wait": [3.0], "none": [None]})
    beside = Beside(row, pl.DataFrame({"share": [0.75], "wait": [4.0], "none": [0.1]}))
    assert (beside.points("share", "1 of 2"), beside.percent("wait")) == (
        "1 of 2 · −25.0 points vs before", "−25% vs before",
    )  # fmt: skip
    assert beside.points("none") is None is beside.percent("none")
    alone = Beside(row, pl.DataFrame())
    assert (alone.points("share"), alone.percent("wait", "of 4"), alone["share"]) == (None, "of 4", 0.5)
