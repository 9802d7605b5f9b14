"""Previews of links over HTTP: off unless the operator wants them, and never of what is inside."""

import asyncio
from dataclasses import replace

import pytest

from service.outbound import pages
from service.outbound.pages import PageReader
from tests.api.serving import Guest, live, serving
from tests.contract.test_store_links import LONG
from tests.contract.test_store_links import served as site
from tests.outbound.test_pages import leads_here, opened
from wire.contracts.settings import Settings

pytestmark = pytest.mark.usefixtures("patient")


@pytest.fixture
def settings(fresh_valkey, tmp_path) -> Settings:
    return Settings(home=tmp_path, redis_url=fresh_valkey)


def code(answer) -> str:
    return str(answer.json()["code"])


def reads_here(served) -> None:
    """All names lead to this machine."""
    links = served.context.links
    links._reader, links._within = PageReader(leads_here, opened), LONG


def test_nobody_is_asked_where_the_installation_makes_none(settings):
    with serving(settings) as served:
        ana = Guest(served, "Ana")
        answer = ana.http.post("/api/link-previews", json={"url": "https://example.org/"})
        assert (answer.status_code, code(answer)) == (404, "not_found")


def test_what_is_inside_is_refused_and_so_is_asking_too_often(settings):
    with serving(replace(settings, link_previews=True, limits=("links=3/60",))) as served:
        ana = Guest(served, "Ana")
        inside = ("http://127.0.0.1/", "http://[::1]/", "http://169.254.169.254/", "http://localhost/")
        got = [ana.http.post("/api/link-previews", json={"url": one}) for one in inside]
        assert [code(one) for one in got] == ["link_unread"] * 3 + ["too_many_tries"]


def test_a_message_shows_what_its_sender_had_asked_and_loses_it_by_an_edit(settings, monkeypatch):
    monkeypatch.setattr(pages, "WITHIN", LONG)
    with serving(replace(settings, link_previews=True)) as served, site() as url:
        ana, ben = Guest(served, "Ana"), Guest(served, "Ben")
        talk = ana.talk_to(ben)
        reads_here(served)
        asked = {"url": url, "conversation_id": talk}
        first, second = (ana.http.post("/api/link-previews", json=asked).json() for _ in "12")
        assert ana.http.delete(f"/api/link-previews/{second['id']}").status_code == 204
        said = {"text": f"Schau {url}", "client_id": "c1", "link": first["id"]}
        message = ana.http.post(f"/api/conversations/{talk}/messages", json=said).json()
        shown = message["content"]["link"]
        assert (shown["title"], shown["url"], shown["image"]) == ("Rote Lampe", url, first["image"])
        picture = f"/api/files/{shown['image']['file_id']}/preview"
        assert ben.http.get(picture).headers["content-type"] == "image/webp"
        wrong = {"text": "", "client_id": "c2", "link": first["id"], "attachment": {"file_id": "f"}}
        assert code(ana.http.post(f"/api/conversations/{talk}/messages", json=wrong)) == "invalid_input"
        change = {"text": said["text"], "link": False}
        after = ana.http.patch(f"/api/messages/{message['id']}", json=change).json()
        assert after["content"] == {"kind": "text"} and after["text"] == said["text"]
        assert ben.http.get(picture).status_code == 404
        third = ana.http.post("/api/link-previews", json=asked).json()
        change = {"text": said["text"], "link": third["id"], "edited_at": after["edited_at"]}
        again = ana.http.patch(f"/api/messages/{message['id']}", json=change).json()
        assert again["content"]["link"]["image"] == third["image"]
        picture = f"/api/files/{third['image']['file_id']}/preview"
        assert ben.http.get(picture).headers["content-type"] == "image/webp"


def test_a_client_is_told_whether_there_are_any_and_may_send_one_over_the_socket(settings, monkeypatch):
    async def story(served, ana, talk, url, preview):
        async with live(served, ana.token) as one:
            assert one.seen[-1]["link_previews"] is True
            text = {"conversation_id": talk, "client_id": "c1", "text": "https://a.test/ b"}
            await one.send(type="post", ref="1", link="not-there", **text)
            posted = await one.next("posted")
            assert posted["message"]["content"] == {"kind": "text"}
            message_id = posted["message"]["id"]
            await one.send(type="edit", ref="2", message_id=message_id, text="c", link=False)
            assert (await one.next("changed"))["message"]["text"] == "c"
            shown = {"message_id": message_id, "text": f"{url} c"}
            await one.send(type="edit", ref="3", link="not-there", **shown)
            assert (await one.next("changed"))["message"]["content"] == {"kind": "text"}
            await one.send(type="edit", ref="4", link=preview, **shown)
            assert (await one.next("changed"))["message"]["content"]["link"]["title"] == "Rote Lampe"

    monkeypatch.setattr(pages, "WITHIN", LONG)
    with serving(replace(settings, link_previews=True)) as served, site() as url:
        ana, ben = Guest(served, "Ana"), Guest(served, "Ben")
        talk = ana.talk_to(ben)
        reads_here(served)
        preview = ana.http.post("/api/link-previews", json={"url": url, "conversation_id": talk}).json()
        asyncio.run(story(served, ana, talk, url, preview["id"]))
