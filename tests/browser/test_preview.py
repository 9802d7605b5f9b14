"""What the other will read, while one types: shown on a pause, marked where it changed, never in the way."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import expect

from tests.api.serving import until
from tests.browser.answering import Worker
from wire.contracts.events import Mark

LATE = 4
"""Seconds after which the page takes a question for unanswered, and may ask the next."""


@pytest.fixture
def worker(stage):
    return Worker(stage.broker)


@pytest.fixture
def chat(stage, worker, sams):
    return opened(stage, sams)


@pytest.fixture
def other_chat(stage, worker):
    """Of a Sam whose page is not used again."""
    return opened(stage, sits(stage))


def sits(stage, **context):
    return stage.seat(stage.guest("Sam", "en"), **context)


def opened(stage, seat, other="pt"):
    ana = stage.guest("Ana", other)
    conversation = ana.talk_to(seat.guest)
    seat.open(conversation)
    expect(seat.at("connection-state")).to_have_attribute("data-status", "live")
    worker_is(seat, "ready")
    return ana, conversation, seat


def type_fast(seat, text):
    """Key after key without a pause, however slow this machine is just now."""
    seat.at("composer").evaluate(
        """(input, text) => {
          input.focus();
          for (let end = 1; end <= text.length; end += 1) {
            input.value = text.slice(0, end);
            input.dispatchEvent(new Event("input", { bubbles: true }));
          }
        }""",
        text,
    )


def worker_is(seat, state):
    script = "document.querySelector('duo-chat')?.session?.state.languages.worker"
    until(lambda: seat.page.evaluate(script) == state, f"worker {state}")


CHANGED = Mark(kind="number", text="30", became="13")


def test_on_a_pause_the_translation_and_what_it_means_show(chat, worker):
    _, conversation, seat = chat
    before = announced(seat)
    type_fast(seat, "Send 30 boxes.")
    asked = worker.asked()
    assert (asked.text, asked.conversation_id, asked.target) == ("Send 30 boxes.", conversation, "pt")
    assert len(worker.all()) == 1, "keys in between ask nothing"
    worker.answer(asked, "Envie 30 caixas.", "Ship 30 boxes.")
    expect(seat.at("preview-reads")).to_have_text("Ana will read: Envie 30 caixas.")
    expect(seat.at("preview-reads").locator("[lang=pt][dir=ltr]")).to_have_text("Envie 30 caixas.")
    expect(seat.at("preview-back").locator("[lang=en]")).to_have_text("Ship 30 boxes.")
    expect(seat.at("marks")).to_have_count(0)
    expect(seat.at("composer")).to_be_focused()
    assert announced(seat) in ("", before), "nothing to warn of"


def announced(seat):
    """What readers of the screen were told last, perhaps in a test before."""
    return "".join(seat.at("announcer").all_text_contents())


def test_what_changed_is_marked_and_said_and_one_enter_still_sends(chat, worker):
    ana, conversation, seat = chat
    seat.at("composer").fill("Do not send 30 boxes.")
    lost = Mark(kind="negation", text="not")
    only_back = Mark(kind="name", text="Ana", became="Anna", where="back")
    right = Mark(kind="name", text="Rosa", where="forth")
    worker.answer(worker.asked(), "Envie 13 caixas.", "Send 13 boxes, Anna.", CHANGED, lost, only_back, right)
    items = seat.at("marks").locator("li")
    expect(items).to_have_count(4)
    assert [plain(text) for text in items.all_text_contents()] == [
        "Number changed: 30 → 13",
        "“not” may be lost",
        "Name changed: Ana → Anna (only when read back)",
        "Name changed or missing: Rosa (reads back right)",
    ]
    expect(seat.at("preview-reads").locator("mark")).to_contain_text("13")
    assert (
        plain(seat.at("preview-back").locator("mark").first.text_content()) == "13 (Number changed: 30 → 13) "
    )
    said = seat.at("announcer")
    expect(said).to_contain_text("Check before you send: ")
    expect(said).to_contain_text("“not” may be lost".replace("not", "\u2068not\u2069"))
    expect(said).not_to_contain_text("Rosa")
    expect(seat.at("composer")).to_be_focused()
    seat.at("composer").press("Enter")
    expect(seat.bubble(1)).to_be_visible()
    expect(seat.at("preview")).to_be_hidden()
    [message] = ana.http.get(f"/api/conversations/{conversation}/messages").json()["messages"]
    assert message["text"] == "Do not send 30 boxes."


def plain(text):
    return text.replace("\u2068", "").replace("\u2069", "")


def test_an_answer_to_an_older_text_is_not_shown(chat, worker):
    _, _, seat = chat
    seat.at("composer").fill("First.")
    first = worker.asked()
    asked = time.monotonic()
    seat.at("composer").fill("Second.")
    seat.page.wait_for_timeout(800)
    several = len(worker.all()) > 1
    assert not several or time.monotonic() - asked > LATE / 2, "one question at a time, unless it is late"
    worker.answer(first, "Primeiro.", "First.")
    second = worker.asked(2)
    assert second.text == "Second."
    expect(seat.at("preview")).to_be_hidden()
    worker.answer(second, "Segundo.", "Second.")
    expect(seat.at("preview-reads")).to_contain_text("Segundo.")
    seat.at("composer").fill("Second. Third.")  # all at once: a pause between keys would ask
    expect(seat.page.locator("duo-preview[stale]")).to_be_visible()
    worker.answer(worker.asked(3), "Segundo. Terceiro.", "Second. Third.")
    expect(seat.at("preview-reads")).to_contain_text("Terceiro.")
    expect(seat.page.locator("duo-preview[stale]")).to_have_count(0)


def test_late_is_said_quietly_and_sending_is_never_held_up(chat, worker):
    _, _, seat = chat
    seat.at("composer").fill("Hello there.")
    asked = worker.asked()
    expect(seat.at("preview-note")).to_have_text("The preview is late. You can send all the same.")
    worker.answer(asked, "Olá.", "Hello.")
    expect(seat.at("preview-reads")).to_contain_text("Olá.")
    seat.at("composer").press("Enter")
    expect(seat.bubble(1)).to_be_visible()


@pytest.mark.parametrize(
    ("status", "note"),
    [
        ("not_needed", "Ana reads this as you write it."),
        ("failed", "There is no preview of this text. You can send all the same."),
        ("unsupported", "Ana will read this as written: no translation from English to Portuguese here."),
    ],
)
def test_where_there_is_nothing_to_preview_it_says_why(chat, worker, status, note):
    _, _, seat = chat
    seat.at("composer").fill("Hello there.")
    worker.answer(worker.asked(), None, status=status)
    expect(seat.at("preview-note")).to_have_text(note)


def test_without_a_worker_nothing_is_asked_until_it_comes_back(stage, other_chat, worker):
    _, _, seat = other_chat
    stage.worker(here=False)
    seat.page.reload()
    worker_is(seat, "absent")
    seat.at("composer").fill("Hello there.")
    expect(seat.at("preview-note")).to_contain_text("the translator is away")
    seat.page.wait_for_timeout(600)
    assert worker.all() == []
    stage.worker()
    seat.page.evaluate("document.querySelector('duo-chat').session.askWorker()")
    worker.answer(worker.asked(), "Olá.", "Hello.")
    expect(seat.at("preview-reads")).to_contain_text("Olá.")


def test_a_pair_that_nobody_translates_is_told_without_asking(stage, worker, sams):
    _, _, seat = opened(stage, sams, other="sw")
    seat.at("composer").fill("Hello there.")
    expect(seat.at("preview-note")).to_contain_text("no translation from English to Swahili here")
    seat.page.wait_for_timeout(600)
    assert worker.all() == []


def test_between_two_who_share_a_language_there_is_no_preview(stage, worker, sams):
    _, _, seat = opened(stage, sams, other="en")
    seat.at("composer").fill("Hello there.")
    seat.page.wait_for_timeout(800)
    expect(seat.at("preview")).to_be_hidden()
    assert worker.all() == []


def test_it_can_be_folded_to_one_line_and_switched_off_and_that_is_remembered(other_chat, worker):
    _, conversation, seat = other_chat
    seat.at("composer").fill("Hello there.")
    worker.answer(worker.asked(), "Olá.", "Hello.", CHANGED)
    expect(seat.at("preview-back")).to_be_visible()
    seat.at("preview-fold").click()
    expect(seat.at("composer")).to_be_focused()
    expect(seat.at("preview-fold")).to_have_attribute("aria-expanded", "false")
    expect(seat.at("preview-back")).to_be_hidden()
    expect(seat.at("preview-reads")).to_be_visible()
    expect(seat.at("marks")).to_be_visible()
    seat.at("settings-open").click()
    expect(seat.at("preview-select-short")).to_be_checked()
    seat.page.locator("label.option", has=seat.at("preview-select-off")).click()
    expect(seat.at("preview")).to_be_hidden()
    seat.at("settings-close").click()
    seat.page.reload()
    seat.open(conversation)
    seat.at("composer").fill("Something else.")
    seat.page.wait_for_timeout(800)
    expect(seat.at("preview")).to_be_hidden()
    assert len(worker.all()) == 1


def test_the_fold_works_from_the_keyboard(other_chat, worker):
    _, _, seat = other_chat
    seat.at("composer").fill("Hello there.")
    worker.answer(worker.asked(), "Olá.", "Hello.")
    expect(seat.at("preview-back")).to_be_visible()
    for before in ("voice-record", "attach", "preview-fold"):
        seat.page.keyboard.press("Shift+Tab")
        expect(seat.at(before)).to_be_focused()
    seat.page.keyboard.press("Enter")
    expect(seat.at("preview-back")).to_be_hidden()
    expect(seat.at("preview-fold")).to_be_focused()


def test_on_a_small_phone_the_composer_stays_on_the_screen(stage, worker):
    _, _, seat = opened(stage, sits(stage, viewport={"width": 360, "height": 380}))
    seat.at("composer").fill("A long story about boxes. " * 12)
    text = "Uma longa história sobre caixas. " * 12
    worker.answer(worker.asked(), text, "A long story about boxes. " * 12, CHANGED)
    expect(seat.at("preview-reads")).to_be_visible()
    seat.page.wait_for_timeout(300)
    for name in ("composer", "send", "marks"):
        expect(seat.at(name)).to_be_in_viewport(ratio=0.9)
    assert seat.page.evaluate("document.documentElement.scrollWidth") == 360


def test_a_bubbles_translation_is_read_back_on_demand(stage, chat, worker):
    ana, conversation, seat = chat
    stage.translate(ana.post(conversation, "Envie 30 caixas."), "en", "Send 13 boxes.")
    bubble = seat.bubble(1)
    expect(bubble).to_have_attribute("data-translation", "done")
    expect(bubble.get_by_test_id("read-back")).to_be_hidden()
    bubble.get_by_test_id("bubble-toggle").click()
    bubble.get_by_test_id("read-back").click()
    expect(bubble.get_by_test_id("read-back-result")).to_have_text("Reading back…")
    asked = worker.asked()
    assert asked.given.text == "Send 13 boxes."
    worker.answer(asked, "Send 13 boxes.", "Envie 13 caixas.", CHANGED)
    result = bubble.get_by_test_id("read-back-result")
    expect(result.locator("[lang=pt]")).to_contain_text("Envie 13")
    expect(result.get_by_test_id("marks").locator("li")).to_have_count(1)
    stage.translate(seat_message(ana, conversation), "en", "Send 30 boxes.")
    expect(bubble.get_by_test_id("bubble-lead")).to_have_text("Send 30 boxes.")
    expect(result).to_be_empty()


def seat_message(guest, conversation):
    return guest.http.get(f"/api/conversations/{conversation}/messages").json()["messages"][-1]


@pytest.mark.parametrize("language", ["pt", "es", "fr", "de", "ar"])
def test_every_interface_language_has_its_words(module, language):
    missing = module(
        f"Promise.all(['en', '{language}'].map((one) => import(`/modules/i18n/words/${{one}}.js`)))"
        ".then(([en, other]) =>"
        " Object.keys(en.default).filter((key) => /^(preview|mark|bubble.read|settings.preview)/.test(key)"
        " && !(key in other.default)))"
    )
    assert missing == []
