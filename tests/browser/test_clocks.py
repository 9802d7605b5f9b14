"""Clocks that go back, halves of characters, two chats at once: order and sending depend on none of them."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from tests.api.serving import until
from tests.browser.test_outage import wire_of

HOUR = 3_600_000
SHIFTED = """
(() => {
  const real = Date.now, RealDate = Date;
  globalThis.clockShift = 0;
  globalThis.Date = class extends RealDate {
    constructor(...given) { given.length ? super(...given) : super(real() + globalThis.clockShift); }
    static now() { return real() + globalThis.clockShift; }
  };
})()
"""
"""The machine's clock, to be set by a test. The time that has passed stays true, as in a browser."""


STAYS = {"lined": True, "script": SHIFTED}


@pytest.fixture
def chat(stage, sams):
    ana, wire = stage.guest("Ana", "pt"), wire_of(sams)
    conversation = ana.talk_to(sams.guest)
    ana.post(conversation, "Oi")
    sams.open(conversation)
    expect(sams.at("connection-state")).to_have_attribute("data-status", "live")
    return ana, conversation, sams, wire


def posted(ana, conversation) -> list[str]:
    page = ana.http.get(f"/api/conversations/{conversation}/messages").json()
    return [one["text"] for one in page["messages"]]


@pytest.mark.parametrize("shift", [-26 * HOUR, -HOUR, HOUR, 26 * HOUR])
def test_messages_written_offline_keep_their_order_whatever_the_clock_does(chat, shift):
    ana, conversation, seat, wire = chat
    wire.cut()
    seat.say("First")
    seat.page.evaluate(f"clockShift = {shift}")
    seat.say("Second")
    seat.page.evaluate(f"clockShift = {-shift}")
    seat.say("Third")
    expect(seat.at("bubble-lead")).to_have_text(["Oi", "First", "Second", "Third"])
    days = seat.page.locator("li.row.day").all_inner_texts()
    assert 1 <= len(days) == len(set(days))
    seat.page.reload()
    wire.up = True
    expect(seat.bubble(4)).to_have_attribute("data-state", "sent")
    assert posted(ana, conversation) == ["Oi", "First", "Second", "Third"]
    assert seat.problems == []


@pytest.mark.parametrize("half", ["\\ud83d", "\\ude00", "\\ud83d\\ud83d"])
def test_half_an_emoji_stops_nothing(chat, half):
    ana, conversation, seat, _ = chat
    for text in (f"So {half}good", "Next"):
        seat.page.evaluate(f'document.querySelector("[data-testid=composer]").value = "{text}"')
        seat.at("composer").press("Enter")
    expect(seat.bubble(3)).to_have_attribute("data-state", "sent")
    assert posted(ana, conversation) == ["Oi", "So good", "Next"]


def test_only_half_an_emoji_is_nothing_to_send(chat):
    ana, conversation, seat, _ = chat
    seat.page.evaluate('document.querySelector("[data-testid=composer]").value = "\\ud83d"')
    seat.at("composer").press("Enter")
    expect(seat.at("composer")).to_be_focused()
    expect(seat.at("bubble")).to_have_count(1)
    seat.say("Next")
    expect(seat.bubble(2)).to_have_attribute("data-state", "sent")
    assert posted(ana, conversation) == ["Oi", "Next"]


def test_what_the_service_never_answers_does_not_hold_up_the_next(module):
    """Five times without a word while the line stands: it fails before its writer's eyes, the next goes."""
    sent, failed = module("""async () => {
      const { Sender } = await import("/modules/state/sender.js");
      const { initial, reduce } = await import("/modules/state/store.js");
      const sent = [], timers = [];
      const session = {
        me: { id: "me" }, state: initial(),
        dispatch(event) { this.state = reduce(this.state, event); },
        live: {
          send: (frame) => (sent.push(frame.text), true),
          restart: () => { sender.lost(); sender.flush(); },
        },
      };
      const sender = new Sender(session);
      const real = globalThis.setTimeout;
      globalThis.setTimeout = (then) => (timers.push(then), 0);
      sender.send("c", "cursed");
      sender.send("c", "next");
      for (let times = 0; times < 3; times += 1) timers.pop()();  // a line that is dead: nobody's fault
      for (let times = 0; times < 5; times += 1) { sender.heard(); timers.pop()(); }
      globalThis.setTimeout = real;
      const failed = session.state.unsent.filter((one) => one.status === "failed").map((one) => one.text);
      for (const { client_id } of session.state.unsent) sender.discard(client_id);
      return [sent, failed];
    }""")
    assert failed == ["cursed"]
    assert sent[:8] == ["cursed"] * 8
    assert sent[8] == "next"


def test_typing_is_told_in_each_chat(stage):
    ana, bea, sam = stage.guest("Ana", "pt"), stage.guest("Bea", "es"), stage.guest("Sam", "en")
    first, second = ana.talk_to(sam), bea.talk_to(sam)
    frames: list[dict[str, str]] = []
    seat = stage.seat(sam)
    seat.page.on(
        "websocket", lambda socket: socket.on("framesent", lambda body: frames.append(json.loads(body)))
    )

    def told() -> list[str]:
        seat.page.evaluate("0")  # what the page has said by now is heard
        return [one["conversation_id"] for one in frames if one["type"] == "typing"]

    seat.open(first)
    expect(seat.at("connection-state")).to_have_attribute("data-status", "live")
    seat.at("composer").press_sequentially("a")
    until(lambda: told() == [first], "told in the first")
    seat.page.evaluate(f"location.hash = '#/c/{second}'")
    expect(seat.at("chat-name")).to_have_text("Bea")
    expect(seat.at("composer")).to_have_value("")
    seat.at("composer").press_sequentially("b")
    until(lambda: told() == [first, second], "told in the second")


@pytest.mark.parametrize("shift", [-HOUR, HOUR])
def test_typing_is_told_after_the_clock_was_set(module, shift):
    told = module(f"""async () => {{
      const {{ Session }} = await import("/modules/state/session.js");
      const session = new Session({{ id: "me", language: "en" }}, {{ signedOut() {{}} }});
      const sent = [];
      session.live = {{ send: (frame) => (sent.push(frame.type), true) }};
      const RealDate = Date, real = performance.now.bind(performance);
      session.typing("c");
      {SHIFTED};
      clockShift = {shift};
      performance.now = () => real() + 2500;
      session.typing("c");
      [globalThis.Date, performance.now] = [RealDate, real];
      return sent;
    }}""")
    assert told == ["typing", "typing"]
