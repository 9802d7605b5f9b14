"""A list of conversations that is longer than a page of it."""

from playwright.sync_api import expect

from benchmarks.everyday.crowd import surround

PAGE = 50


def test_a_long_list_comes_page_by_page_and_what_is_further_down_is_found_all_the_same(stage):
    ana, eva, lea, rui = (stage.guest(name, "en") for name in ("Ana", "Eva", "Lea", "Rui"))
    far, quiet, near = (_said(who, ana) for who in (eva, lea, rui))
    surround(stage.served.settings.home / "duologue.db", near, ana.id, PAGE + 20)
    everybody = PAGE + 23
    seat = stage.seat(ana)
    page, rows, more = seat.page, seat.at("conversation-item"), seat.at("list-more")
    page.goto(stage.served.url)
    expect(rows).to_have_count(PAGE)
    expect(page).to_have_title(f"({everybody}) Duologue")
    expect(page.locator('li[aria-posinset="50"][aria-setsize="-1"]')).to_have_count(1)

    more.focus()
    expect(rows).to_have_count(everybody)
    expect(rows.nth(PAGE)).to_be_focused()
    expect(more).to_have_count(0)
    expect(page.locator("li[aria-setsize]")).to_have_count(0)

    page.goto(f"{stage.served.url}/#/c/{far}")
    page.reload()
    expect(seat.bubble(1)).to_be_visible()
    expect(rows).to_have_count(PAGE)
    expect(page).to_have_title(f"({everybody - 1}) Duologue")
    lea.post(quiet, "Still there?")
    expect(rows).to_have_count(PAGE + 1)
    expect(rows.first).to_contain_text("Lea")
    expect(page).to_have_title(f"({everybody}) Duologue")


def _said(who, to):
    talk = to.talk_to(who)
    who.post(talk, "Hello!")
    return talk
