"""A bad line between the browser and the service: nothing is lost, nothing comes twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import WebSocketRoute, expect

from tests.api.serving import until
from tests.browser.stage import Seat

STAYS = {"lined": True}


class Wire:
    """The line of one browser: it can be cut, and can lose frames."""

    def __init__(self) -> None:
        self.up = True
        self.loses: Callable[[str], bool] = lambda _: False
        self.opened = 0
        self.sockets: list[WebSocketRoute] = []

    def __call__(self, near: WebSocketRoute) -> None:
        self.opened += 1
        if not self.up:
            near.close(code=1001)
            return
        far = near.connect_to_server()
        self.sockets.append(near)
        near.on_message(far.send)
        far.on_message(lambda frame: None if self.loses(str(frame)) else near.send(frame))

    def cut(self) -> None:
        self.up = False
        for socket in self.sockets:
            socket.close(code=1001)
        self.sockets.clear()


def wire_of(seat: Seat) -> Wire:
    """The line of who stays, as it was at first. To be asked for before the page is opened, too."""
    if not isinstance(seat.room.line, Wire):
        seat.room.line = Wire()
    seat.room.line.up, seat.room.line.loses = True, lambda _: False
    return seat.room.line


@pytest.fixture
def chat(stage, sams):
    ana, wire = stage.guest("Ana", "pt"), wire_of(sams)
    conversation = ana.talk_to(sams.guest)
    sams.open(conversation)
    expect(sams.at("connection-state")).to_have_attribute("data-status", "live")
    wire.opened = 0
    return ana, conversation, sams, wire


def seqs(seat) -> list[str]:
    found: list[str] = seat.at("bubble").evaluate_all("all => all.map(one => one.dataset.seq)")
    return found


def all_are_there(seat, last: int) -> None:
    """Each once and in order, up to `last`: what was missed comes one by one."""
    for seq in range(1, last + 1):
        expect(seat.bubble(seq)).to_be_visible()
    assert seqs(seat) == [str(seq) for seq in range(1, last + 1)]


def test_what_came_in_the_meantime_is_there_afterwards(chat):
    ana, conversation, seat, wire = chat
    ana.post(conversation, "Um")
    expect(seat.bubble(1)).to_be_visible()
    wire.cut()
    for text in ("Dois", "Três", "Quatro"):
        ana.post(conversation, text)
    expect(seat.at("connection-state")).to_contain_text("Reconnecting")
    wire.up = True
    all_are_there(seat, 4)
    expect(seat.at("connection-state")).to_have_text("")


def test_lost_frames_are_noticed_and_asked_for(chat):
    ana, conversation, seat, wire = chat
    lost: list[str] = []

    def loses(frame: str) -> bool:
        if '"type":"message"' in frame and len(lost) < 2:
            lost.append(frame)
            return True
        return False

    wire.loses = loses
    for text in ("Um", "Dois", "Três"):
        ana.post(conversation, text)
    all_are_there(seat, 3)
    assert len(lost) == 2
    assert wire.opened == 0, "by the line that was there"


def test_a_message_is_there_before_the_service_answers_and_survives_a_reload(chat):
    ana, conversation, seat, wire = chat
    wire.cut()
    seat.say("First")
    seat.say("Second")
    expect(seat.at("bubble")).to_have_count(2)
    expect(seat.at("bubble").first).to_have_attribute("data-state", "sending")
    seat.page.reload()
    wire.up = True
    expect(seat.bubble(2)).to_have_attribute("data-state", "sent")
    posted = ana.http.get(f"/api/conversations/{conversation}/messages").json()["messages"]
    assert [one["text"] for one in posted] == ["First", "Second"]


def test_a_confirmation_that_got_lost_does_not_send_the_message_twice(chat):
    ana, conversation, seat, wire = chat
    wire.loses = lambda frame: '"type":"posted"' in frame or '"type":"message"' in frame
    seat.say("Once only")
    bubble = seat.at("bubble")
    expect(bubble).to_have_attribute("data-state", "sending")
    count = f"/api/conversations/{conversation}/messages"
    until(lambda: ana.http.get(count).json()["messages"], "the service has it")
    wire.loses = lambda _: False
    wire.cut()
    wire.up = True
    expect(bubble).to_have_attribute("data-state", "sent")
    expect(bubble).to_have_count(1)
    assert len(ana.http.get(count).json()["messages"]) == 1


def test_without_the_service_the_page_says_so_and_goes_on_by_itself(stage):
    seat = stage.seat(stage.guest("Ana", "en"))
    seat.context.route("**/api/me", lambda route: route.abort())
    seat.page.goto(seat.guest.served.url)
    expect(seat.at("unreachable")).to_contain_text("does not answer")
    seat.context.unroute("**/api/me")
    expect(seat.at("empty-list")).to_be_visible()


def test_without_a_worker_a_line_says_that_translations_will_follow(stage):
    stage.worker(here=False)
    ana, sam = stage.guest("Ana", "pt"), stage.guest("Sam", "en")
    conversation = ana.talk_to(sam)
    ana.post(conversation, "Olá")
    seat = stage.seat(sam)
    seat.open(conversation)
    expect(seat.at("worker-state").first).to_contain_text("Translations will follow")
    expect(seat.bubble(1).get_by_test_id("translation-state")).to_have_text("translation will follow")


def test_an_open_chat_says_within_ten_seconds_that_the_worker_has_gone_and_that_it_is_back(stage):
    ana, sam = stage.guest("Ana", "pt"), stage.guest("Sam", "en")
    seat = stage.seat(sam)
    seat.open(ana.talk_to(sam))
    expect(seat.at("connection-state")).to_have_attribute("data-status", "live")
    expect(seat.at("worker-state").first).to_have_attribute("data-status", "ready")
    stage.worker(here=False)
    expect(seat.at("worker-state").first).to_contain_text("Translations will follow")
    stage.worker()
    expect(seat.at("worker-state").first).to_have_text("")
