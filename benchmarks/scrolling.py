"""Scrolling a long conversation: frames a second, beside an empty page of the same height in the same run.

The messages of `MANY` are put into the page's own state: what is measured is what the page does with them,
not how they came. Headless Chromium draws without a graphics card: the empty page says what this machine can
do at best.
"""

from __future__ import annotations

import statistics
from typing import Any

from tests.browser.stage import Seat, Stage

MESSAGES, MANY = 500, 10_000

SCROLL = """async (element) => {
  const frames = [];
  let going = true;
  const tick = (at) => { frames.push(at); if (going) requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
  for (let turn = 0; turn < 120; turn += 1) {
    element.scrollTop += turn < 60 ? -400 : 400;
    await new Promise((next) => requestAnimationFrame(next));
  }
  going = false;
  return frames.slice(1).map((at, index) => at - frames[index]);
}"""
EMPTY = """(height) => {
  const page = document.createElement("div");
  page.style.cssText = "position: fixed; inset: 0; z-index: 9; overflow-y: auto; background: white";
  const inside = page.appendChild(document.createElement("div"));
  inside.style.blockSize = `${height}px`;
  page.id = "empty";
  document.body.append(page);
  page.scrollTop = height / 2;
}"""
FILL = """async (count) => {
  const log = document.querySelector("duo-log");
  const { session, conversationId: conversation_id } = log;
  const { messages, from } = session.state.threads.get(conversation_id);
  const day = 86_400_000;
  const oldest = Date.parse(messages[0].posted_at);
  const made = (one, index) => ({
    ...one,
    id: `${one.id}-${index}`,
    client_id: `${one.client_id}-${index}`,
    seq: from - count + index,
    posted_at: new Date(oldest - (count - index) * day / 100).toISOString(),
  });
  const older = Array.from({ length: count }, (_, index) => made(messages[index % messages.length], index));
  const began = performance.now();
  session.dispatch({ type: "older", conversation_id, messages: older });
  await new Promise((next) => setTimeout(next));
  await log.settled();
  await new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
  return performance.now() - began;
}"""


def scrolling(stage: Stage) -> dict[str, float]:
    """Frames a second and the slow frames of each, in ms."""
    ana, sam = stage.guest("Ana", "pt"), stage.guest("Sam", "en")
    conversation = ana.talk_to(sam)
    ana.post(conversation, "Oi")
    sam.post(conversation, "Hi")
    for number in range(MESSAGES):
        author = ana if number % 3 else sam
        author.post(conversation, f"{number} " + "um pouco mais de texto. " * (number % 5))
    seat = stage.seat(sam)
    seat.open(conversation)
    _load_all(seat)
    found = _both(seat, "scroll")
    came = float(seat.page.evaluate(FILL, MANY))
    found |= {"long_scroll_fills_ms": came, **_both(seat, "long_scroll")}
    seat.page.close()
    return found


def _load_all(seat: Seat) -> None:
    log = seat.at("log")
    held = (
        "one => one.parentElement.session.state.threads.get(one.parentElement.conversationId).messages.length"
    )
    while log.evaluate(held) < MESSAGES:
        log.evaluate("(one) => (one.scrollTop = 0)")
        seat.page.wait_for_timeout(200)


def _both(seat: Seat, name: str) -> dict[str, float]:
    log = seat.at("log")
    log.evaluate("(one) => (one.scrollTop = one.scrollHeight / 2)")
    seat.page.wait_for_timeout(300)
    found = _figures(log.evaluate(SCROLL), name)
    page = seat.new_page()
    page.set_viewport_size({"width": 1100, "height": 760})
    page.evaluate(EMPTY, log.evaluate("(one) => one.scrollHeight"))
    empty = _figures(page.locator("#empty").evaluate(SCROLL), f"empty_{name}")
    page.close()
    return {**found, **empty}


def _figures(frames: Any, name: str) -> dict[str, float]:
    gaps = sorted(frames)
    return {
        f"{name}_frames_per_second": 1000 / statistics.mean(gaps),
        f"{name}_slowest_frame_p95_ms": gaps[int(len(gaps) * 0.95)],
    }
