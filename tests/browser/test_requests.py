"""Requests at the screen: apart from chats, decided by keyboard, and found again in the settings."""

from playwright.sync_api import expect


def test_a_request_stands_apart_and_is_accepted_by_keyboard(stage):
    ana, rui, eva = (stage.guest(name, tag) for name, tag in (("Ana", "en"), ("Rui", "pt"), ("Eva", "en")))
    ana.talk_to(eva)
    conversation = rui.ask(ana)
    message = rui.post(conversation, "Tens o bule azul?")
    stage.translate(message, "en", "Do you have the blue teapot?")
    seat, asking = stage.seat(ana), stage.seat(rui)
    asking.open(conversation)
    expect(asking.at("request")).to_contain_text("2 mensagens")
    seat.open(conversation)
    group = seat.at("requests")
    expect(group.get_by_test_id("conversation-item")).to_have_count(1)
    expect(group).to_contain_text("Do you have the blue teapot?")
    expect(seat.page).to_have_title("Duologue")
    seat.at("request-accept").focus()
    seat.page.keyboard.press("Enter")
    expect(seat.at("request")).to_be_hidden()
    expect(group).to_be_hidden()
    expect(seat.at("conversation-item")).to_have_count(2)
    expect(asking.at("request")).to_be_hidden()
    expect(asking.page.locator(".presence")).to_have_attribute("data-online", "true")


def test_three_messages_and_then_the_composer_waits(stage):
    ana, rui = stage.guest("Ana", "en"), stage.guest("Rui", "pt")
    conversation = rui.ask(ana)
    seat = stage.seat(rui)
    seat.open(conversation)
    for number in range(3):
        seat.say(f"Olá {number}")
        expect(seat.bubble(number + 1)).to_be_visible()
    expect(seat.at("composer")).to_be_hidden()
    expect(seat.at("request")).to_contain_text("quando aceitarem")
    ana.post(conversation, "Hello!")
    expect(seat.at("composer")).to_be_visible()


def test_who_is_put_aside_is_found_in_the_settings(stage):
    ana, rui, eva = (stage.guest(name, tag) for name, tag in (("Ana", "en"), ("Rui", "pt"), ("Eva", "en")))
    conversation, asked = ana.talk_to(eva), rui.ask(ana)
    rui.post(asked, "Olá!")
    seat = stage.seat(ana)
    seat.open(asked)
    seat.at("request-ignore").click()
    expect(seat.at("requests")).to_be_hidden()
    seat.open(conversation)
    seat.at("chat-menu").click()
    seat.at("block").click()
    expect(seat.at("composer")).to_be_hidden()
    expect(seat.at("request-unblock")).to_be_visible()
    eva.post(conversation, "Why?")
    seat.at("settings-open").click()
    expect(seat.at("aside").locator("li")).to_have_count(2)
    seat.at("aside-unblock").click()
    expect(seat.at("aside").locator("li")).to_have_count(1)
    seat.at("aside-look").click()
    seat.at("request-accept").click()
    expect(seat.at("conversation-item")).to_have_count(2)
    expect(seat.page.get_by_text("Why?")).to_have_count(0)
