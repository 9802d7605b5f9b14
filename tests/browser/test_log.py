"""A conversation of thousands: few of its messages are drawn, and what the eye rests on stays where it is."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from benchmarks.scrolling import FILL
from tests.api.serving import Guest
from tests.browser.rooms import MOVING
from tests.browser.sound import assert_sound
from tests.browser.stage import Seat, Stage

MANY = 3000
MOST = 150
ROOMS = MOVING
"""More bubbles than this are never drawn at once, whatever there are."""

STEP = """async ([log, step]) => {
  const middle = log.getBoundingClientRect().top + 300;
  const all = [...log.querySelectorAll("duo-bubble")];
  const rests = all.find((one) => one.getBoundingClientRect().bottom > middle);
  const before = rests.getBoundingClientRect().top;
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  log.scrollTop += step;
  await frame();
  await frame();
  return rests.getBoundingClientRect().top - before + step;
}"""
"""By how many px a message is not where the step has brought it."""
REST = """async (one) => {
  for (let still = 0, last = NaN; still < 5; ) {
    await new Promise((done) => requestAnimationFrame(done));
    const { top } = one.getBoundingClientRect();
    still = top === last ? still + 1 : 0;
    last = top;
  }
  return one.getBoundingClientRect().top;
}"""
"""Where it comes to rest."""


@pytest.fixture
def long(stage: Stage, sams: Seat) -> tuple[Guest, Seat]:
    """Ana, and Sam who looks at the end of their conversation of thousands."""
    ana, sam, seat = stage.guest("Ana", "pt"), sams.guest, sams
    conversation = ana.talk_to(sam)
    for number in range(12):
        (ana if number % 3 else sam).post(
            conversation, f"{number} " + "um pouco mais de texto. " * (number * 2)
        )
    sam.http.post(f"/api/conversations/{conversation}/receipts", json={"read_seq": 12})
    seat.open(conversation)
    expect(seat.bubble(12)).to_be_in_viewport()
    seat.page.evaluate(FILL, MANY)
    return ana, seat


def _half(seat: Seat) -> None:
    seat.at("log").evaluate("(log) => { log.scrollTop = log.scrollHeight / 2 }")
    expect(seat.at("bubble").first).to_be_attached()
    seat.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")


def _drawn(seat: Seat) -> list[int]:
    found: list[int] = seat.at("bubble").evaluate_all("all => all.map((one) => Number(one.dataset.seq))")
    return found


def test_few_are_drawn_and_a_scroll_either_way_never_jumps(long):
    _, seat = long
    expect(seat.bubble(12)).to_be_in_viewport()
    log = seat.at("log").element_handle()
    for step in [-230] * 40 + [170] * 20:
        off = seat.page.evaluate(STEP, [log, step])
        drawn = _drawn(seat)
        assert abs(off) < 1, (step, off)
        assert len(drawn) < MOST
        assert drawn == sorted(drawn)
    assert_sound(seat.page)


def test_the_middle_is_gone_to_at_once_and_the_top_and_the_end_are_there(long):
    _, seat = long
    _half(seat)
    drawn = _drawn(seat)
    assert len(drawn) < MOST
    assert 12 not in drawn
    places = seat.page.locator(".row.bubble").evaluate_all(
        "all => all.map((one) => [one.ariaPosInSet, one.ariaSetSize])"
    )
    assert places == [[str(seq + MANY), str(MANY + 12)] for seq in drawn]
    expect(seat.page.locator("duo-bubble").nth(len(drawn) // 2)).to_be_visible()
    seat.at("log").evaluate("(log) => { log.scrollTop = 0 }")
    expect(seat.bubble(1 - MANY)).to_be_in_viewport()
    expect(seat.page.locator(".row.day").first).to_be_in_viewport()
    seat.at("new-messages").click()
    expect(seat.bubble(12)).to_be_in_viewport()
    expect(seat.at("new-messages")).to_be_hidden()


def test_what_grows_above_or_is_opened_does_not_move_what_is_read(long):
    _, seat = long
    _half(seat)
    above = seat.page.locator("duo-bubble").nth(5)
    expect(above).not_to_be_in_viewport()
    below = seat.page.locator("duo-bubble").nth(len(_drawn(seat)) // 2)
    seq = int(below.get_attribute("data-seq") or 0)
    before = seat.bubble(seq).evaluate(REST)
    above.evaluate("(one) => { one.querySelector('.lead').style.paddingBlock = '150px' }")
    assert abs(seat.bubble(seq).evaluate(REST) - before) < 1
    seat.page.set_viewport_size({"width": 700, "height": 760})
    first = seat.page.evaluate(
        "() => { const top = document.querySelector('.scroller').getBoundingClientRect().top;"
        " const all = [...document.querySelectorAll('duo-bubble')];"
        " return Number(all.find((one) => one.getBoundingClientRect().bottom > top).dataset.seq) }"
    )
    place = seat.bubble(first).evaluate(REST)
    seat.page.set_viewport_size({"width": 1100, "height": 760})
    assert abs(seat.bubble(first).evaluate(REST) - place) < 2


def test_what_is_unfolded_and_what_holds_the_keyboard_is_still_there_after_a_way(stage, long):
    ana, seat = long
    conversation = seat.page.evaluate("document.querySelector('duo-log').conversationId")
    (last,) = ana.http.get(f"/api/conversations/{conversation}/messages?before=12&limit=1").json()["messages"]
    stage.translate(last, "en", "Some more text.")
    open_one = seat.bubble(11)
    open_one.get_by_test_id("bubble-toggle").click()
    seat.bubble(12).evaluate("(one) => { one.tabIndex = -1; one.focus() }")
    _half(seat)
    drawn = _drawn(seat)
    assert drawn[-2:] == [11, 12]
    assert len(drawn) < MOST
    expect(seat.bubble(12)).to_be_focused()
    assert open_one.evaluate("(one) => one.unfolded")


def test_a_message_is_gone_to_by_one_way_however_far_it_is(long):
    _, seat = long
    seat.page.evaluate(
        """async (seq) => {
          const log = document.querySelector("duo-log");
          const held = log.session.state.threads.get(log.conversationId).messages;
          await log.goTo(held.find((one) => one.seq === seq).id);
        }""",
        100 - MANY,
    )
    expect(seat.bubble(100 - MANY)).to_have_attribute("found", "")
    expect(seat.bubble(100 - MANY)).to_be_in_viewport()
    expect(seat.bubble(100 - MANY)).to_be_focused()
    assert len(_drawn(seat)) < MOST
    expect(seat.at("new-messages")).to_be_visible()


def test_a_new_message_is_followed_at_the_end_and_counted_elsewhere(long):
    ana, seat = long
    conversation = seat.page.evaluate("document.querySelector('duo-log').conversationId")
    _half(seat)
    middle = seat.page.locator("duo-bubble").nth(len(_drawn(seat)) // 2)
    seq = int(middle.get_attribute("data-seq") or 0)
    before = seat.bubble(seq).evaluate(REST)
    ana.post(conversation, "Tarde")
    expect(seat.at("new-messages")).to_contain_text("1 new message")
    assert abs(seat.bubble(seq).evaluate(REST) - before) < 1
    seat.say("And mine")
    expect(seat.bubble(14)).to_be_in_viewport()
    expect(seat.at("new-messages")).to_be_hidden()
