"""The page of what customers write about, and the same over HTTP: with no, little, odd and much data."""

import asyncio
import json
import re
from datetime import UTC, datetime, timedelta

import msgspec
import polars as pl
import pytest

from dashboards import exports, painpoints
from dashboards.api import painpoints as over_http
from dashboards.api.openapi import document
from dashboards.api.routes import ROOT, Api
from dashboards.painpoints import POINTS, WEEK, Behind, Customer, InConversation, Point, Said, Told, frames
from dashboards.viewer import Organisation, Viewer
from service.desk.painpoints import models
from tests.analytics.desk import Desk
from tests.dashboards.pages import charts, figures, html_of, open_page, rows, text
from tests.dashboards.shop import wrote

NOW = datetime.now(UTC)
CASA = Viewer(organisations=(Organisation("casa", "Casa"),))
MARKUP = "<b>**=1+1**"


def point(number=0, **changes):
    values = {
        "id": f"id-{number:06}", "words": (f"order{number}", "parcel"), "found_at": NOW - WEEK, "new": False,
        "messages": 12, "people": 7, "conversations": 9, "scored": 10, "negative": 4, "before": 6,
        "weeks": (None, None, None, None, 1, 2, 3, 12), "rising": True, "languages": {"pt": 9, "en": 3},
    }  # fmt: skip
    return Point(**(values | changes))


def told(*items, **changes):
    customers = tuple(
        Customer(id=f"c-{one.id}", name=None, messages=4, painpoints={one.id: 3, "gone": 1}) for one in items
    )
    values = {
        "keeps_text": False, "looked_at": NOW, "since": NOW - 4 * WEEK, "until": NOW, "others": 3,
        "grouped": sum(one.messages for one in items), "items": items, "customers": customers[:50],
    }  # fmt: skip
    return Told(**(values | changes))


NOTHING = told(looked_at=None, since=None, until=None)
ODD = told(
    point(1, words=(), weeks=(None,) * 8, rising=None, before=None, scored=0, negative=0, languages={}),
    point(2, words=(MARKUP,), new=True),
    point(3, words=(MARKUP,), messages=1, people=1, languages={"xx-Weird": 1, "zh-Hant": 10**9}),
)
MUCH = told(*(point(number, messages=100_000 - number) for number in range(200)))


@pytest.fixture
def page(root, monkeypatch, looks):
    """Open the page of Casa, which has had one message, as the chat would tell it."""
    desk = Desk(start=NOW - timedelta(hours=1), organisation="casa").step("asked", 0)
    wrote(desk, root)
    looks(CASA)

    def opened(found, behind=None, session="mine"):
        monkeypatch.setattr(painpoints, "session", lambda: session)
        monkeypatch.setattr(painpoints, "of", lambda chat, scope, by: found)
        monkeypatch.setattr(painpoints, "behind", lambda chat, scope, one, by: behind)
        return open_page("painpoints")

    return opened


@pytest.mark.parametrize(
    ("found", "session", "said"),
    [
        (NOTHING, "mine", "Nobody has looked yet"),
        (told(), "mine", "No group in this time"),
        (None, "mine", "The chat does not answer"),
        (told(point()), None, "own words"),
    ],
)
def test_where_there_is_nothing_it_says_why(page, found, session, said):
    drawn = page(found, session=session)
    assert said in text(drawn) and not drawn.metric and not charts(drawn)


def test_the_operator_is_told_whose_words_these_are(page, looks):
    looks(Viewer(operator=True))
    assert "Choose one organisation" in text(page(told(point())))


def test_a_group_is_told_with_its_size_mood_and_trend(page):
    drawn = page(told(point()))
    assert figures(drawn) == {"Groups": "1", "Messages": "12", "Rising": "1", "New": "0"}
    first = rows(drawn)[0]
    assert first == {
        "Group": "order0, parcel", "Messages": "12", "Customers": "7", "Negative": "40 %",
        "Before": "+100% vs before", "This week": "12", "Week before": "3", "State": "Rising",
        "Languages": "Portuguese 9, English 3",
    }  # fmt: skip
    assert charts(drawn) == 3 and not any(one.key == "painpoint" and one.value for one in drawn.selectbox)


@pytest.mark.parametrize("found", [ODD, MUCH], ids=["odd", "much"])
def test_odd_and_much_are_drawn_and_nothing_in_it_is_markup(page, found):
    drawn = page(found)
    assert "<b>" not in html_of(drawn) and len(rows(drawn)) >= min(len(found.items), 100)
    if found is ODD:
        shown = rows(drawn)
        assert shown[0]["Group"].startswith("No shared word …") and shown[0]["Negative"] == "–"
        assert shown[0]["This week"] == "–" and shown[1]["State"] == "New"
        assert len({one["Group"] for one in shown[:3]}) == 3, "told apart"


def test_behind_a_group_are_its_conversations_and_examples_where_these_are_allowed(page):
    found = Behind(
        conversations=(InConversation(conversation_id="c1", messages=2, negative=1, posted_at=NOW),),
        examples=(Said(text="<i>¿dónde?</i>", language="es", read="where?", posted_at=NOW),),
    )
    drawn = page(told(point()), found)
    drawn.selectbox(key="painpoint").select("id-000000").run()
    html = "".join(one.proto.body for one in drawn.get("html"))
    assert "/desk#/c/c1" in html and "where?" not in html and "the organisation’s leave" in text(drawn)
    drawn = page(told(point(), keeps_text=True), found)
    drawn.selectbox(key="painpoint").select("id-000000").run()
    html = "".join(one.proto.body for one in drawn.get("html"))
    assert "where?" in html and "&lt;i&gt;¿dónde?" in html and "<i>" not in html
    drawn = page(told(point()), None)
    drawn.selectbox(key="painpoint").select("id-000000").run()
    assert "this group is gone" in text(drawn)


def test_it_speaks_the_language_that_is_chosen(page):
    page(told(point()))
    german, english = (open_page("painpoints", words=one) for one in ("Deutsch", "English"))
    heads = [set(rows(one)[0]) for one in (german, english)]
    assert not heads[0] & heads[1] and not figures(german).keys() & figures(english).keys()
    assert rows(german)[0]["Status"] == "Zunehmend" and "Portugiesisch 9" in html_of(german)
    assert not {one.value for one in german.header} & {one.value for one in english.header}


def test_frames_have_the_same_columns_whatever_there_is():
    for one in (told(), ODD, MUCH):
        found = frames(one)
        assert {name: dict(frame.schema) for name, frame in found.items()} == {
            name: dict(frame.schema) for name, frame in frames(MUCH).items()
        }
    assert set(POINTS) == set(document()["components"]["schemas"]["PainPoint"]["properties"])
    shares = frames(told(point(1), point(2)))["languages"]
    assert shares["share"].to_list() == [0.5] * 4


def test_a_customers_name_runs_in_no_spreadsheet_wherever_its_cells_end():
    for called in ("=1+1", "x;=1+1", 'x; "=1+1', "x\t@A1", "x;-1"):
        frame = pl.DataFrame({"customer": [called], "messages": [1]})
        line = exports.csv(frame).decode().splitlines()[1]
        cells = [cell.strip(' "') for cell in re.split(r"[,;\t]", line)]
        assert not any(cell and cell[0] in "=+-@" for cell in cells), line
    plain = pl.DataFrame({"customer": ["Zoë; a-b = c", "pt 9, en 3"]})
    assert exports.csv(plain).decode().splitlines()[1:] == ["Zoë; a-b = c", '"pt 9, en 3"']


def ask(api, who=CASA, by="mine", **query):
    found = asyncio.run(api.answer(f"{ROOT}painpoints", query, who, by))
    return found.status_code, found.body


def test_over_http_it_is_the_table_of_the_page(tmp_path, monkeypatch):
    paths = []

    def asked(chat, path, by, kind):
        paths.append((chat, path, by))
        return told(point())

    monkeypatch.setattr(painpoints, "asked", asked)
    api = Api(tmp_path, "http://chat")
    status, body = ask(api, since="2026-11-01T00:00:00Z", until="2026-12-01T00:00:00Z", language="pt,en")
    [row] = json.loads(body)["rows"]
    assert status == 200 and (row["name"], row["this_week"]) == ("order0, parcel", 12)
    assert paths == [(
        "http://chat",
        "/api/organisations/casa/painpoints?since=2026-11-01T00%3A00%3A00%2B00%3A00"
        "&until=2026-12-01T00%3A00%3A00%2B00%3A00&demo=true&language=pt%2Cen",
        "mine",
    )]  # fmt: skip
    status, body = ask(api, format="csv")
    assert status == 200 and body.splitlines()[1].startswith(b'id-000000,"order0, parcel",12')
    codes = [
        ask(api, organisation="rival"), ask(api, by=None), ask(api, every="1d"),
        ask(api, Viewer(operator=True)), ask(api, Viewer(operator=True), None, organisation="casa"),
    ]  # fmt: skip
    assert [(status, msgspec.json.decode(body)["code"]) for status, body in codes] == [
        (403, "not_yours"), (403, "not_yours"), (400, "invalid_query"), (400, "invalid_query"),
        (403, "not_yours"),
    ]  # fmt: skip
    monkeypatch.setattr(painpoints, "asked", lambda *_: None)
    assert ask(api)[0] == 503 and over_http.NAME == "painpoints"


def test_what_the_chat_answers_is_what_the_page_reads():
    item = models.PainPoint(**msgspec.structs.asdict(point()))
    customer = models.Customer(id="c", name=None, messages=1, painpoints={item.id: 1})
    whole = models.PainPoints(
        keeps_text=True, looked_at=NOW, since=NOW, until=NOW, language="pt", grouped=1, others=0,
        items=(item,), customers=(customer,),
    )  # fmt: skip
    read = msgspec.json.decode(msgspec.json.encode(whole), type=Told)
    assert read.items == (point(),) and read.customers[0].painpoints == {item.id: 1}
    place = models.InConversation(conversation_id="c1", messages=1, negative=0, posted_at=NOW)
    said = models.Said(conversation_id="c1", text="oi", language="pt", read=None, posted_at=NOW)
    behind = models.Behind(id=item.id, conversations=(place,), examples=(said,))
    found = msgspec.json.decode(msgspec.json.encode(behind), type=Behind)
    assert (found.conversations[0].conversation_id, found.examples[0].text) == ("c1", "oi")
