"""What is said into a browser is read in the other side's language: recorded, listened to, translated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from service.files.hear import can_hear
from tests.browser.rooms import SIGNED_IN
from tests.browser.test_voice import DEVICE, LETS
from tests.conftest import CHROMIUM, CHROMIUM_ARGS
from tests.files.speech import spoken
from tests.flow.installation import Installation, Speaker, until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not can_hear(), reason="extra `voice` is not installed"),
]

SAID = "Can you send me the contract before Friday, please?"
LONG_ENOUGH = re.compile("0:(0[6-9]|[1-5][0-9])")
"""Of a recording: nobody looks in each second."""
LISTENS = 300
"""Seconds that a busy machine may take to listen: it gives way to all else that runs there."""


@pytest.fixture
def speaking(chromium: Browser, tmp_path: Path) -> Iterator[Browser]:
    """A browser whose microphone hears SAID."""
    heard = tmp_path / "said.wav"
    heard.write_bytes(spoken(SAID, "en-us", lead=0.5))
    fake = [LETS, DEVICE, f"--use-file-for-fake-audio-capture={heard}%noloop"]
    browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=[*CHROMIUM_ARGS, *fake])
    yield browser
    browser.close()


def opened(browser: Browser, one: Speaker, installation: Installation, talk: str) -> Page:
    """The conversation, as this person sees it."""
    context = browser.new_context(locale="en", permissions=["microphone"])
    context.add_init_script(SIGNED_IN)
    context.add_cookies([{"name": "duologue", "value": one.token, "url": installation.url}])
    page = context.new_page()
    page.goto(f"{installation.url}/#/c/{talk}")
    expect(page.get_by_test_id("composer")).to_be_visible()
    return page


def test_what_is_said_is_read_in_the_readers_language(speaking: Browser, installation: Installation) -> None:
    sam, joana = Speaker(installation.url, "Sam", "en"), Speaker(installation.url, "Joana", "pt")
    talk = sam.talk_to(joana)
    page, reads = (opened(speaking, one, installation, talk) for one in (sam, joana))
    page.get_by_test_id("voice-record").click()
    expect(page.get_by_test_id("recorder-state")).to_contain_text(LONG_ENOUGH)
    page.get_by_test_id("recorder-stop").click()
    page.get_by_test_id("recorder-send").click()

    def heard() -> dict[str, object] | None:
        return next((one["content"].get("transcript") for one in joana.messages(talk)), None)

    found = until(heard, LISTENS, "listened to", installation.health)
    assert (found["state"], found["language"]) == ("done", "en"), found
    lead = reads.get_by_test_id("bubble-lead")
    expect(lead).to_contain_text("contrato")
    expect(lead).to_have_attribute("lang", "pt")
    expect(page.get_by_test_id("bubble-lead")).to_contain_text("contract")
    reads.get_by_test_id("bubble-toggle").click()
    expect(reads.get_by_test_id("bubble-other")).to_contain_text("contract")
