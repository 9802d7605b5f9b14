"""What is known of customers, and where their visitors are; on both databases."""

import pytest
from sqlalchemy import func, select

from service.desk import pages
from service.desk.card import (
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_ATTRIBUTES,
    CardWanted,
    Visiting,
    change_customer,
    customer,
    visiting,
)
from service.desk.commands import resolve
from service.desk.visiting import forget, open_mine
from service.desk.visitors import visitor_of
from service.errors import InvalidInput, NotFound, NotSignedIn, NotYours, OriginNotAllowed, RoleLacks, TooMany
from service.events import DeskDetailsChanged
from service.identity.organisations import change_role
from service.messaging.service_conversations import open_service_conversation
from service.store.ops_tables import contact_cards
from tests.contract.visiting import shop


async def come(world):
    """A shop, a visitor who has written, and their conversation."""
    here = await shop(world)
    await here.change(allowed_origins=("https://shop.example",))
    made = await here.come(identity=here.signed("u-1"), email="zoe@example.org", name="Zoe")
    talk, _ = await open_mine(here.store, await visitor_of(here.store, made.token))
    await here.post(made.contact_id, talk.id)
    return here, await visitor_of(here.store, made.token), talk.id


def test_agents_see_and_note_what_is_known_of_a_customer(run):
    async def story(world):
        here, visitor, talk = await come(world)
        fresh = await customer(here.store, world.ben, talk)
        assert (fresh.name, fresh.reference, fresh.email, fresh.language) == (
            "Zoe", "u-1", "zoe@example.org", "es",
        )  # fmt: skip
        assert (fresh.time_zone, fresh.page, fresh.conversations, fresh.attributes) == (None, None, (), {})
        noted = CardWanted(attributes={" Size  shoe ": " 42 ", "vip": "yes"})
        assert (await change_customer(here.store, world.ben, talk, noted)).attributes == {
            "Size shoe": "42", "vip": "yes",
        }  # fmt: skip
        gone = CardWanted(attributes={"vip": None, "never": None})
        assert (await change_customer(here.store, world.ana, talk, gone)).attributes == {"Size shoe": "42"}
        for wrong in ({"": "x"}, {"x" * (LONGEST_NAME + 1): "x"}, {"x": "x" * (LONGEST_TEXT + 1)}):
            with pytest.raises(InvalidInput):
                await change_customer(here.store, world.ben, talk, CardWanted(attributes=wrong))
        with pytest.raises(TooMany):
            many = {str(one): "x" for one in range(MOST_ATTRIBUTES)}
            await change_customer(here.store, world.ben, talk, CardWanted(attributes=many))
        other = await open_service_conversation(here.store, world.ben, here.where, visitor.id)
        await here.post(world.ben, other.id, "hello again")
        await resolve(here.store, world.ben, other.id)
        [seen] = (await customer(here.store, world.ana, talk)).conversations
        assert (seen.id, seen.state, seen.messages, seen.rating) == (other.id, "resolved", 1, None)
        await change_role(here.store, world.ana, here.where, world.ben, "analyst")
        for who, where, refused in (
            (world.eva, talk, NotYours),
            (world.ben, talk, RoleLacks),
            (visitor.id, talk, NotFound),
            (world.ana, world.talk.id, NotFound),
        ):
            with pytest.raises(refused):
                await customer(here.store, who, where)
            with pytest.raises(refused):
                await change_customer(here.store, who, where, noted)

    run(story)


def test_a_visitor_says_where_it_is_until_it_is_forgotten(run):
    async def story(world):
        here, visitor, talk = await come(world)
        told = []

        async def hear(event):
            if isinstance(event, DeskDetailsChanged):
                told.append((event.page.url, event.told))

        here.store.subscribers.add(hear)

        async def goes(url, **more):
            await visiting(here.store, visitor, Visiting(url=url, **more), "desk.example")

        await goes("https://shop.example/shoes?token=s3cret#a", title="Red\nshoes", time_zone="America/Lima")
        await goes("http://desk.example/demo", time_zone="Nowhere/Else")
        card = await customer(here.store, world.ben, talk)
        assert (card.page.url, card.page.title, card.time_zone) == ("http://desk.example/demo", "", None)
        agents = tuple(sorted((world.ana, world.ben)))
        assert told == [("https://shop.example/shoes", agents), ("http://desk.example/demo", agents)]
        for other in ("https://evil.example/", "http://shop.example/", "https://shop.example:8443/"):
            with pytest.raises(OriginNotAllowed):
                await goes(other)
        await change_customer(here.store, world.ben, talk, CardWanted(attributes={"vip": "yes"}))
        await forget(here.store, visitor)
        async with here.store.reading() as connection:
            assert await connection.scalar(select(func.count()).select_from(contact_cards)) == 0
        with pytest.raises(NotSignedIn):
            await goes("https://shop.example/")
        for attempt in (
            customer(here.store, world.ben, talk),
            change_customer(here.store, world.ben, talk, CardWanted(attributes={"vip": "yes"})),
        ):
            with pytest.raises(NotFound):
                await attempt

    run(story)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://Shop.example:443/a?utm_source=mail&key=1&utm_campaign=%3Cx%3E#f", "https://shop.example/a?utm_source=mail"),
        ("http://u:p@shop.example:81/", "http://shop.example:81/"),
        ("https://shop.example/reset/4fZk29dQpLx03mNvB7tRs81c", "https://shop.example/reset/…"),
        ("https://shop.example/o/01900000-0000-7000-8000-000000000000", "https://shop.example/o/…"),
        ("https://shop.example/a.do;jsessionid=0A1B2C3D?x=1", "https://shop.example/a.do"),
        ("https://shop.example/r/%34fZk29dQpLx03mNvB7tRs81c%3D", "https://shop.example/r/…"),
        ("https://shop.example/key:4fZk29dQpLx03mNvB7tRs81c", "https://shop.example/…"),
        ("https://shop.example/how-to-clean-the-kitchen-in-10-days", "https://shop.example/how-to-clean-the-kitchen-in-10-days"),
        ("https://[::1]:8080/x", "https://[::1]:8080/x"),
    ],
)  # fmt: skip
def test_an_address_opens_no_door(text, shown):
    assert pages.address(text) == shown
    assert pages.address(shown) == shown, "once more changes nothing"


@pytest.mark.parametrize(
    "text", ["", "x", "javascript:alert(1)", "https://", "https://a b/", "ftp://x/", "h" * 3000]
)
def test_what_is_no_page_is_refused(text):
    with pytest.raises(InvalidInput):
        pages.address(text)


def test_a_title_is_one_line_and_short():
    assert pages.title("a\u202eb\n\tc" + "x" * 900) == ("ab c" + "x" * 900)[: pages.LONGEST_TITLE]
