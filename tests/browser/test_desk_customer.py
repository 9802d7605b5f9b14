"""What is known of a customer at the desk: tags, their card, and how they found it when it was done."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.shop import Shop, made, office, shop
from tests.browser.sound import assert_sound

WIDE = {"width": 1500, "height": 900}


@pytest.fixture
def site(served) -> Iterator[Shop]:
    with shop(served) as one:
        yield one


def test_a_customer_is_known_and_says_how_it_was(stage, served, site):
    sam = stage.guest("Sam", "en")
    office(sam, site)
    room = stage.rooms.take(locale="es-ES")
    visitor = room.page
    visitor.goto(f"{served.url}/widget/{site.key}")
    visitor.get_by_test_id("consent").check()
    visitor.get_by_test_id("write").fill("¿Cuándo llega?")
    visitor.get_by_test_id("write").press("Enter")
    expect(visitor.locator('[data-testid="said"][data-seq="1"]')).to_be_visible()

    seat = stage.seat(sam, viewport=WIDE)
    page = seat.page
    page.goto(f"{served.url}/desk#/settings/tags")
    seat.at("settings-new").click()
    seat.at("settings-name").fill("Return")
    seat.at("settings-save").click()
    expect(seat.at("settings-item")).to_contain_text("Return")
    assert_sound(page)
    seat.at("settings-new").click()
    seat.at("settings-name").fill("return")
    seat.at("settings-save").click()
    expect(seat.at("settings-problem")).to_have_text("There is a tag of that name.")
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{served.url}/desk#/settings/webhooks")
    expect(page.locator('.settings-pages [aria-current="page"]')).to_be_in_viewport(ratio=1)
    page.set_viewport_size(WIDE)

    page.goto(f"{served.url}/desk#/")
    seat.at("ticket").click()
    expect(seat.at("desk-standing")).to_have_attribute("data-state", "open")
    page.keyboard.press("Alt+t")
    expect(seat.at("desk-standing")).to_have_text("You have it")
    page.keyboard.press("Alt+2")
    page.keyboard.press("Alt+i")
    expect(seat.at("desk-card")).to_contain_text("Spanish")
    seat.at("tag-Return").check()
    expect(seat.at("ticket").get_by_test_id("desk-tag")).to_have_text("Return")
    seat.at("attribute-name").fill("size")
    seat.at("attribute-text").fill("L")
    seat.at("attribute-add").click()
    expect(seat.at("desk-card").get_by_role("button", name="Forget size")).to_be_visible()
    seat.at("label-need").select_option("delivery")
    seat.at("label-need-undo").click()
    expect(seat.at("label-need-undo")).to_have_count(0)
    expect(seat.at("label-need")).to_have_value("")
    assert_sound(page)

    _filtered(seat, sam)
    _files(seat, visitor)
    page.keyboard.press("Alt+r")
    expect(seat.at("desk-standing")).to_have_attribute("data-state", "resolved")
    expect(visitor.get_by_test_id("rating")).to_contain_text("Casa Verde")
    visitor.get_by_test_id("rating-4").check()
    visitor.get_by_test_id("rating-comment").fill("Muy amable")
    assert_sound(visitor)
    visitor.get_by_test_id("rating-send").click()
    expect(visitor.get_by_test_id("rating-given")).to_have_text("Gracias. Diste 4 de 5.")
    expect(seat.at("desk-rated")).to_have_text("rated 4/5")
    visitor.reload()
    expect(visitor.get_by_test_id("rating-given")).to_be_visible()
    room.context.close()
    _looked_up(seat, sam)


def _files(seat, visitor) -> None:
    """Both send one, and both may take what the other sent; what is not taken says why."""
    bring = visitor.get_by_test_id("file-picker")
    bring.set_input_files({"name": "factura.txt", "mimeType": "text/plain", "buffer": b"total: 12"})
    mine = visitor.locator('[data-testid="said"][data-side="mine"]').get_by_test_id("file")
    expect(mine).to_contain_text("factura.txt")
    expect(visitor.get_by_test_id("tray-item")).to_have_count(0)
    theirs = seat.at("bubble").get_by_test_id("attachment")
    expect(theirs).to_contain_text("factura.txt")
    with seat.page.expect_download() as taken:
        theirs.click()
    assert Path(taken.value.path()).read_bytes() == b"total: 12"
    picture = Path(__file__).parents[2] / "docs" / "desk.png"
    seat.at("file-picker").set_input_files(picture)
    expect(seat.at("tray-press")).to_be_hidden()
    seat.at("send").click()
    shown = visitor.locator('[data-testid="said"][data-side="theirs"]').get_by_test_id("file")
    expect(shown.locator("img")).to_be_visible()
    with visitor.expect_download() as label:
        shown.click()
    assert Path(label.value.path()).read_bytes()[1:4] == b"PNG"
    assert_sound(visitor)
    bring.set_input_files({"name": "a.html", "mimeType": "text/html", "buffer": b"<html><script>1</script>"})
    expect(visitor.get_by_test_id("tray-state")).to_have_text("Este archivo no se acepta aquí.")
    visitor.get_by_test_id("tray-remove").click()
    expect(visitor.get_by_test_id("tray-item")).to_have_count(0)
    _too_many(visitor)


def _too_many(visitor) -> None:
    """What is left out is said, and however many are there, one can still write."""
    name, before = "x" * 90, visitor.viewport_size
    visitor.set_viewport_size({"width": 360, "height": 740})
    many = [{"name": f"{name}{n}.html", "mimeType": "text/html", "buffer": b"<html>"} for n in range(11)]
    visitor.get_by_test_id("file-picker").set_input_files(many)
    expect(visitor.get_by_test_id("tray-state")).to_have_count(10)
    expect(visitor.locator("duo-bringing > .error")).to_have_text("No queda espacio para sus archivos.")
    expect(visitor.get_by_test_id("write")).to_be_in_viewport(ratio=1)
    for _ in many[:10]:
        visitor.get_by_test_id("tray-remove").first.click()
    expect(visitor.get_by_test_id("tray-item")).to_have_count(0)
    visitor.set_viewport_size(before)


def _filtered(seat, sam) -> None:
    """By keyboard; the address says it, also to a tab that is opened with it."""
    page = seat.page
    [organisation] = sam.http.get("/api/organisations").json()
    other = made(sam, f"/api/organisations/{organisation['id']}/tags", name="Other")["id"]
    page.keyboard.press("Alt+f")
    expect(seat.at("filter-tag")).to_be_focused()
    seat.at("filter-tag").select_option("Return")
    expect(seat.at("filtered")).to_have_text("Return")
    expect(seat.at("ticket")).to_have_count(1)
    seat.at("filter-language").select_option("Spanish")
    expect(seat.at("filtered")).to_have_text("Return · Spanish")
    assert_sound(page)
    page.keyboard.press("Escape")
    expect(seat.at("filter")).to_be_focused()
    address = urlsplit(str(page.evaluate("location.href")))
    assert sorted(parse_qs(address.query)) == ["language", "tag"]
    tab = seat.new_page()
    tab.goto(f"{address.scheme}://{address.netloc}/desk?tag={other}")
    expect(tab.get_by_test_id("filtered")).to_have_text("Other")
    tab.keyboard.press("3")
    expect(tab.get_by_test_id("desk-empty")).to_be_visible()
    tab.get_by_test_id("filter-clear").click()
    expect(tab.get_by_test_id("ticket")).to_have_count(1)
    tab.close()
    page.keyboard.press("Control+k")
    seat.at("palette-input").fill("show all")
    page.keyboard.press("Enter")
    expect(seat.at("filtered")).to_be_empty()
    assert page.evaluate("location.search") == ""


def _looked_up(seat, sam) -> None:
    """What was done, and what a server was told."""
    page = seat.page
    [organisation] = sam.http.get("/api/organisations").json()
    where = f"/api/organisations/{organisation['id']}/webhooks"
    hook = made(sam, where, url="https://hooks.example/", events=["rated"])["id"]
    sam.http.patch(f"{where}/{hook}", json={"enabled": False}).raise_for_status()
    made(sam, f"{where}/{hook}/test")
    page.goto(f"{seat.guest.served.url}/desk#/settings/audit")
    expect(seat.at("settings-line").filter(has_text="changed the tags")).to_contain_text("Sam")
    assert_sound(page)
    _settings(seat)
    page.goto(f"{seat.guest.served.url}/desk#/settings/webhooks")
    seat.at("webhook-deliveries").click()
    expect(seat.at("settings-line")).to_contain_text("On its way · tries: 0")
    assert_sound(page)
    seat.at("deliveries-state").select_option("dead")
    expect(seat.at("settings-none")).to_be_visible()


def _settings(seat) -> None:
    """A program in the bot's seat, promises of a queue, the shop that is asked, and who is what."""
    page = seat.page
    page.goto(f"{seat.guest.served.url}/desk#/settings/bots")
    seat.at("settings-new").click()
    seat.at("settings-kind").select_option("socket")
    seat.at("settings-name").fill("Otto")
    assert_sound(page)
    seat.at("settings-save").click()
    expect(seat.at("bot-secret")).not_to_be_empty()
    assert_sound(page)
    page.goto(f"{seat.guest.served.url}/desk#/settings/queues")
    seat.at("settings-new").click()
    seat.at("settings-name").fill("Fast")
    seat.at("queue-own").check()
    seat.at("settings-first_response_minutes").fill("5")
    assert_sound(page)
    seat.at("settings-save").click()
    expect(seat.at("settings-item")).to_contain_text("Promises of its own")
    page.goto(f"{seat.guest.served.url}/desk#/settings/shop")
    seat.at("settings-new").click()
    seat.at("settings-url").fill("https://orders.example/")
    seat.at("settings-save").click()
    expect(seat.at("shop-secret")).not_to_be_empty()
    assert_sound(page)
    seat.at("settings-remove").click()
    seat.at("settings-remove-sure").click()
    expect(seat.at("settings-item")).to_have_count(0)
    page.goto(f"{seat.guest.served.url}/desk#/settings/team")
    seat.at("role").select_option("agent")
    expect(seat.at("roles-problem")).to_contain_text("needs an owner")
    expect(seat.at("role")).to_have_value("owner")
    assert_sound(page)
