"""A voice note from one browser to another: recorded from a file for a microphone, heard, sent, played."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from benchmarks.scrolling import FILL
from service.files import dictation
from service.files.hearing import Heard
from tests.api.bringing import send
from tests.api.serving import until
from tests.api.test_voice import recorded
from tests.browser.rooms import Room, Rooms
from tests.browser.sound import violations
from tests.browser.stage import Seat
from tests.conftest import CHROMIUM, CHROMIUM_ARGS
from tests.files import sounds

pytest.importorskip("av", reason="extra `voice` is not installed", exc_type=ImportError)


DEVICE = "--use-fake-device-for-media-stream"
LETS = "--use-fake-ui-for-media-stream"
"""Chromium's shell has nobody to ask: without this it lets no page have a microphone."""


@pytest.fixture(scope="module")
def rooms(chromium, tmp_path_factory):
    """Rooms of a browser whose microphone hears a tone."""
    heard = tmp_path_factory.mktemp("voice") / "heard.wav"
    heard.write_bytes(sounds.wav(20.0, rate=48_000))
    more = [LETS, DEVICE, f"--use-file-for-fake-audio-capture={heard}"]
    browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=[*CHROMIUM_ARGS, *more])
    with Rooms.of(browser) as one:
        yield one
    browser.close()


def broken(seat) -> list[str]:
    return [one["id"] for one in violations(seat.page)]


@pytest.fixture
def chat(stage, anas):
    """Ana looks at it; what arrives at Sam's is asked of the service."""
    sam = stage.guest("Sam", "en")
    conversation = anas.guest.talk_to(sam)
    anas.open(conversation)
    return anas, sam, conversation


def said(guest, conversation):
    """Its messages."""
    return guest.http.get(f"/api/conversations/{conversation}/messages").json()["messages"]


def is_voice(guest, conversation) -> bool:
    """Whether a voice note has arrived, and nothing else."""
    return [one["content"]["kind"] for one in said(guest, conversation)] == ["voice"]


def test_a_voice_note_is_recorded_heard_sent_and_played(stage, chat):
    ana, guest, conversation = chat
    sam = stage.seat(guest)
    sam.open(conversation)
    ana.context.grant_permissions(["microphone"])
    ana.at("voice-record").click()
    state = ana.at("recorder-state")
    expect(state).to_have_class("recorder-state recording")
    expect(state).to_contain_text(re.compile(r"0:(0[2-9]|\d\d)"))
    ana.at("recorder-pause").click()
    expect(state).to_have_text("Em pausa")
    ana.at("recorder-resume").click()
    expect(state).to_have_class("recorder-state recording")
    ana.at("recorder-stop").click()
    expect(ana.at("recorder").get_by_test_id("voice")).to_be_visible()
    plays(ana.at("recorder").get_by_test_id("voice-play"), "Pausar")
    assert broken(ana) == []
    ana.at("recorder-send").click()
    expect(ana.at("recorder")).to_have_count(0)
    note = sam.bubble(1).get_by_test_id("voice")
    expect(note).to_be_visible()
    assert broken(sam) == []
    expect(sam.at("conversation-item")).to_contain_text("Voice note")
    assert note.get_by_test_id("voice-place").bounding_box()["width"] >= 60, "there is room to seek in"
    note.get_by_test_id("voice-speed").click()
    expect(note.get_by_test_id("voice-speed")).to_have_text("1.5×")
    note.get_by_test_id("voice-place").focus()
    sam.page.keyboard.press("ArrowRight")
    expect(note.get_by_test_id("voice-place")).to_have_value("0.1")
    plays(note.get_by_test_id("voice-play"), "Pause")
    expect(note.get_by_test_id("voice-play")).to_have_attribute("aria-label", "Play")
    expect(sam.bubble(1).get_by_role("alert").filter(has_text="played")).to_have_count(0)
    ana.page.reload()
    expect(ana.bubble(1).get_by_test_id("voice")).to_be_visible()


def test_one_that_is_discarded_goes_nowhere(chat):
    ana, sam, conversation = chat
    ana.context.grant_permissions(["microphone"])
    ana.at("voice-record").click()
    expect(ana.at("recorder-stop")).to_be_visible()
    ana.at("recorder-discard").click()
    expect(ana.at("recorder")).to_have_count(0)
    expect(ana.at("composer")).to_be_focused()
    assert said(sam, conversation) == []


@pytest.fixture
def refusing(chromium):
    """A browser that lets no page have its microphone."""
    browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=[*CHROMIUM_ARGS, DEVICE])
    yield browser
    browser.close()


def test_a_refused_microphone_is_explained(stage, refusing):
    ana = Seat(Room(refusing), stage.guest("Ana", "pt"))
    ana.open(ana.guest.talk_to(stage.guest("Sam", "en")))
    ana.context.clear_permissions()
    ana.at("voice-record").click()
    expect(ana.at("recorder-state")).to_contain_text("não pode usar o microfone")
    expect(ana.at("recorder-state")).to_have_attribute("role", "alert")
    assert ana.problems == []


def plays(button, word: str) -> None:
    """Press it, and wait until it has said so: the note may be over before one looks."""
    button.evaluate(
        """(one) => {
          one.said = [];
          new MutationObserver(() => one.said.push(one.getAttribute("aria-label")))
            .observe(one, { attributes: true, attributeFilter: ["aria-label"] });
        }"""
    )
    button.click()
    until(lambda: word in button.evaluate("(one) => one.said"), "it plays")


def record(seat) -> None:
    """A second at least."""
    seat.context.grant_permissions(["microphone"])
    seat.at("voice-record").click()
    expect(seat.at("recorder-state")).to_contain_text(re.compile(r"0:(0[1-9]|\d\d)"))


def test_one_that_plays_goes_on_when_its_message_is_scrolled_away(stage):
    ana, sam = stage.guest("Ana", "pt"), stage.seat(stage.guest("Sam", "en"))
    conversation = ana.talk_to(sam.guest)
    answer, file_id = recorded(ana, conversation, sounds.wav(60.0))
    assert answer.status_code == 204, answer.text
    send(ana, conversation, file_id)
    sam.open(conversation)
    note = sam.bubble(1).get_by_test_id("voice")
    expect(note).to_be_visible()
    ana.post(conversation, "Texto")
    expect(sam.bubble(2)).to_be_visible()
    sam.page.evaluate(FILL, 600)
    note.get_by_test_id("voice-play").click()
    expect(note.get_by_test_id("voice-play")).to_have_attribute("aria-label", "Pause")
    sam.at("composer").focus()  # what holds the keyboard stays anyway
    sam.at("log").evaluate("(log) => { log.scrollTop = log.scrollHeight / 3 }")
    expect(sam.bubble(2)).to_have_count(0)
    assert note.evaluate("(one) => one.closest('duo-voice').runs")
    expect(note.get_by_test_id("voice-place")).not_to_have_value("0")


def test_one_that_was_sent_arrives_though_its_sender_looks_elsewhere(chat, stage):
    ana, sam, conversation = chat
    third = stage.guest("Eva", "en")
    other = ana.guest.talk_to(third)
    record(ana)
    ana.at("recorder-stop").click()
    held = []
    ana.page.route("**/api/files/*", lambda route: held.append(route))
    with ana.page.expect_request("**/api/files/*"):
        ana.at("recorder-send").click()
    expect(ana.at("recorder-state")).to_have_class("recorder-state sending")
    ana.page.evaluate("(id) => { location.hash = `#/c/${id}` }", other)
    expect(ana.at("recorder")).to_have_count(0)
    ana.page.unroute("**/api/files/*")
    until(lambda: is_voice(sam, conversation), "it arrives")
    assert said(third, other) == []


def test_one_that_is_as_long_as_it_may_be_ends_by_itself(stage):
    ana = stage.seat(stage.guest("Ana", "pt"))
    ana.open(ana.guest.talk_to(stage.guest("Sam", "en")))
    assert ana.page.evaluate("document.querySelector('duo-log').session.state.voiceMinutes") == 5
    ana.page.evaluate("document.querySelector('duo-log').session.state.voiceMinutes = 0.05")
    record(ana)
    expect(ana.at("recorder-send")).to_be_visible()
    # A page that stood still notices late that it is over: much less than the 20 s of sound there are.
    assert 2 <= ana.at("recorder").evaluate("(one) => one.closest('duo-recorder').seconds") <= 15


def test_one_that_is_discarded_while_it_is_sent_goes_nowhere(chat):
    ana, sam, conversation = chat
    record(ana)
    ana.at("recorder-stop").click()
    held = []
    ana.page.route("**/api/files/*", lambda route: held.append(route))
    with ana.page.expect_request("**/api/files/*"):
        ana.at("recorder-send").click()
    expect(ana.at("recorder-state")).to_have_class("recorder-state sending")
    ana.page.unroute("**/api/files/*")
    with ana.page.expect_request_finished(lambda one: one.method == "DELETE"):
        ana.at("recorder-discard").click()
    expect(ana.at("composer")).to_be_focused()
    assert said(sam, conversation) == []


def test_what_is_dictated_is_written_for_its_author_to_send(stage, served, monkeypatch):
    ana, sam = stage.seat(stage.guest("Ana", "pt")), stage.guest("Sam", "en")
    conversation = ana.guest.talk_to(sam)
    words = Heard(state="done", text="a reunião começa às dez", language="pt", confidence=0.4, rough=True)
    answers, heard = [Heard(state="silent"), words], []

    async def listened(sound, language, *, within, most):
        heard.append((sound[:4], language))
        return answers.pop(0)

    monkeypatch.setattr(dictation, "heard_at_once", listened)
    monkeypatch.setattr(served.context.files.dictation, "able", True)
    ana.open(conversation)  # told of it when it connects
    ana.at("composer").fill("Olá,  até logo")
    ana.at("composer").evaluate("(one) => one.setSelectionRange(4, 5)")
    record(ana)
    ana.at("recorder-write").click()
    expect(ana.at("recorder-state")).to_have_text("Nada foi dito.")
    ana.at("recorder-write").click()  # the recording is still there
    expect(ana.at("recorder")).to_have_count(0)
    expect(ana.at("composer")).to_be_focused()
    expect(ana.at("composer")).to_have_value("Olá, a reunião começa às dez até logo")
    expect(ana.at("composer-count")).to_contain_text("Convém ler antes de enviar")
    assert heard == [(b"\x1aE\xdf\xa3", "pt")] * 2
    assert said(sam, conversation) == []
    ana.at("composer").press("Enter")
    expect(ana.bubble(1)).to_have_attribute("data-state", "sent")
    assert [one["text"] for one in said(sam, conversation)] == ["Olá, a reunião começa às dez até logo"]


def test_a_recording_waits_in_its_conversation_while_another_one_is_looked_at(chat, stage):
    ana, sam, here = chat
    other = ana.guest.talk_to(stage.guest("Eva", "en"))
    record(ana)
    go = "(id) => { location.hash = `#/c/${id}` }"
    ana.page.evaluate(go, other)
    expect(ana.at("recorder")).to_have_count(0)
    expect(ana.at("announcer")).to_contain_text("A gravação espera na conversa.")
    ana.page.evaluate(go, here)
    expect(ana.at("recorder-state")).to_have_text("Pronta para enviar")
    assert ana.page.evaluate("dispatchEvent(new Event('beforeunload', { cancelable: true }))") is False
    ana.at("recorder-send").click()
    until(lambda: is_voice(sam, here), "it arrives")
    expect(ana.at("recorder")).to_have_count(0)
    assert ana.page.evaluate("dispatchEvent(new Event('beforeunload', { cancelable: true }))") is True
    ana.page.evaluate(go, other)
    expect(ana.at("recorder")).to_have_count(0)
