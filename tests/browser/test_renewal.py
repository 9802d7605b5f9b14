"""A newer build of the page: shown on the first visit after it, and never while something is written."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

from service.api import app
from service.api.client_files import CLIENT, read_client
from tests.api.serving import Guest
from tests.browser.visits import at_port, settle, sits
from wire.contracts.settings import Settings

COMPARED = """async (build) => {
  const kept = async () => {
    const name = (await caches.keys()).at(-1);
    return name?.includes(build) && (await caches.match("/", { cacheName: name }));
  };
  while (!(await kept())) await new Promise((again) => setTimeout(again, 20));
  const registration = await navigator.serviceWorker.getRegistration();
  while (registration.installing) await new Promise((again) => setTimeout(again, 20));
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 100)));
}"""
"""The newer build is here, and the page has had its time to do something about it."""


def built(folder: Path, tag: str) -> Path:
    """The client once more, as a build that says its `tag`: another script, another page, another worker."""
    copy = folder / tag
    shutil.copytree(CLIENT, copy, ignore=shutil.ignore_patterns("*.br", "*.gz"))
    (main,) = copy.glob("assets/main-*.js")
    name = f"main-{tag}.js"
    main.rename(main.with_name(name))
    script = main.with_name(name)
    script.write_text(f"document.documentElement.dataset.build = '{tag}';{script.read_text()}")
    for page in (copy / "index.html", copy / "sw.js"):
        page.write_text(page.read_text().replace(main.name, name))
    worker = copy / "sw.js"
    worker.write_text(re.sub(r"\b[0-9a-f]{16}\b", tag.ljust(16, "0"), worker.read_text()))
    return copy


@pytest.fixture
def serve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Have the next server serve a build that says this."""

    def serve(tag: str) -> None:
        folder = built(tmp_path, tag)
        monkeypatch.setattr(app, "read_client", lambda: read_client(folder))

    return serve


def test_a_newer_build_is_shown_as_soon_as_it_is_there_but_not_while_something_is_written(
    chromium, serve, tmp_path, fresh_valkey
):
    home = Settings(home=tmp_path / "home", redis_url=fresh_valkey)
    serve("aaaa")
    with at_port(home) as first:
        port = first.settings.port
        ana, sam = Guest(first, "Ana", "pt"), Guest(first, "Sam", "en")
        conversation = ana.talk_to(sam)
        ana.post(conversation, "Bom dia")
        seat = sits(chromium, sam)
        seat.open(conversation)
        settle(seat.page, "Bom dia")
        seat.page.goto("about:blank")
    page, shown = seat.page, seat.page.locator("html")
    serve("bbbb")
    with at_port(home, port):
        seat.open(conversation)
        expect(shown).to_have_attribute("data-build", "bbbb")
        expect(seat.bubble(1)).to_be_visible()
        expect(seat.at("connection-state")).to_have_attribute("data-status", "live")
        seat.at("composer").fill("half a thou")
    serve("cccc")
    with at_port(home, port):
        page.evaluate(COMPARED, "cccc")
        expect(shown).to_have_attribute("data-build", "bbbb")
        expect(seat.at("composer")).to_have_value("half a thou")
        seat.at("composer").press("Enter")
        expect(seat.bubble(2)).to_contain_text("half a thou")
        page.evaluate("sessionStorage.clear()")  # another minute
        page.evaluate("location.hash = ''")
        expect(shown).to_have_attribute("data-build", "cccc")
        expect(seat.at("conversation-item")).to_contain_text("half a thou")
        seat.context.close()
    assert seat.problems == []
