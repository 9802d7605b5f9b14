"""Channels of an organisation, and what anybody may know of one; on both databases."""

import pytest

from service.desk.channels import (
    Wanted,
    change_channel,
    create_channel,
    delete_channel,
    list_channels,
    look,
    look_at,
)
from service.desk.origins import MOST, allowed, origins
from service.desk.visitors import visitor_of
from service.errors import (
    ChannelUnknown,
    ConsentNeeded,
    IdentityUnproven,
    InvalidInput,
    NotFound,
    NotSignedIn,
    NotYours,
    RoleLacks,
    TooMany,
)
from tests.contract.test_store_organisations import company
from tests.contract.visiting import shop


def test_a_channel_is_made_changed_and_taken_away_by_who_may(run):
    async def story(world):
        here = await shop(world)
        known = here.channel
        assert (known.kind, known.enabled, known.allowed_origins) == ("widget", True, ())
        assert len(known.key) == 22
        await here.change(
            allowed_origins=("https://Shop.example:443/", "http://localhost:8080"),
            greeting={"pt": "Olá!", "es-mx": "¡Hola!", "en": "  "},
            colour="#AA00CC",
        )
        [listed] = await list_channels(world.store, world.ana, here.where)
        assert listed == here.channel
        assert listed.allowed_origins == ("https://shop.example", "http://localhost:8080")
        assert listed.greeting == {"pt": "Olá!", "es-MX": "¡Hola!"}
        assert (listed.key, listed.secret, listed.colour) == (known.key, known.secret, "#aa00cc")
        await here.change(new_secret=True)
        assert here.channel.secret != known.secret
        for person, refused in ((world.ben, RoleLacks), (world.eva, NotYours)):
            with pytest.raises(refused):
                await change_channel(world.store, person, here.where, known.id, Wanted(enabled=False))
            with pytest.raises(refused):
                await list_channels(world.store, person, here.where)
            with pytest.raises(refused):
                await create_channel(
                    world.store, person, here.where, name="Mine", language="en", wanted=Wanted()
                )
        other = await company(world)
        for attempt in (
            change_channel(world.store, world.ana, other, known.id, Wanted(enabled=False)),
            delete_channel(world.store, world.ana, other, known.id),
            delete_channel(world.store, world.ana, here.where, "none"),
        ):
            with pytest.raises(NotFound):
                await attempt
        made = await here.come()
        await delete_channel(world.store, world.ana, here.where, known.id)
        assert await list_channels(world.store, world.ana, here.where) == []
        with pytest.raises(ChannelUnknown):
            await look_at(world.store, known.key)
        with pytest.raises(NotSignedIn):
            await visitor_of(world.store, made.token)

    run(story)


def test_who_comes_reads_the_greeting_in_their_language_or_in_the_channels(run):
    async def story(world):
        here = await shop(world)
        assert look(here.channel, "es").greeting is None
        await here.change(greeting={"pt": "Olá!", "es-MX": "¡Hola!"})
        said = {one: look(here.channel, one) for one in ("es", "pt-BR", "fi", None)}
        found = {one: (seen.greeting, seen.greeting_language) for one, seen in said.items()}
        assert found["es"] == ("¡Hola!", "es-MX")
        assert found["pt-BR"] == found["fi"] == found[None] == ("Olá!", "pt")

    run(story)


def test_nobody_comes_by_a_channel_that_is_unknown_or_off_or_without_agreeing(run):
    async def story(world):
        here = await shop(world)
        with pytest.raises(ConsentNeeded):
            await here.come(consent=False)
        with pytest.raises(IdentityUnproven):
            await here.come(identity=here.signed("u1").__class__(id="u2", hmac=here.signed("u1").hmac))
        for said in ({"email": "nobody"}, {"name": "\u202eevil"}, {"language": "?"}):
            with pytest.raises(InvalidInput):
                await here.come(**said)
        await here.change(enabled=False)
        assert not (await look_at(world.store, here.channel.key)).enabled
        with pytest.raises(ChannelUnknown):
            await here.come()
        for key in ("nothing", "", "x" * 5000, "\x00", "a'b"):
            with pytest.raises(ChannelUnknown):
                await look_at(world.store, key)

    run(story)


def test_with_a_new_secret_whom_the_old_one_signed_comes_anew(run):
    """It may have been somebody else who signed with it."""

    async def story(world):
        here = await shop(world)
        signed, stranger = await here.come(identity=here.signed("u1")), await here.come()
        await here.change(name="Store")
        await visitor_of(world.store, signed.token)
        await here.change(new_secret=True)
        with pytest.raises(NotSignedIn):
            await visitor_of(world.store, signed.token)
        await visitor_of(world.store, stranger.token)
        again = await here.come(identity=here.signed("u1"))
        assert again.contact_id == signed.contact_id

    run(story)


@pytest.mark.parametrize(
    "text", ["shop.example", "ftp://shop.example", "https://", "https://a b", "https://u@shop.example",
             "https://shop.example/path", "https://shop.example?x", "https://shop.example:x", "null",
             "https://shop.example; script-src *", "https://shöp.example", "https://" + "a" * 300],
)  # fmt: skip
def test_a_site_is_an_origin(text):
    with pytest.raises(InvalidInput):
        origins([text])


def test_sites_are_matched_as_browsers_say_them():
    known = origins(["https://shop.example", "https://*.casa.example", "http://localhost:3000"])
    for one in ("https://shop.example", "https://a.casa.example", "http://localhost:3000"):
        assert allowed(one, known)
    for one in (
        "http://shop.example", "https://shop.example:8443", "https://evilshop.example", "https://casa.example",
        "https://evilcasa.example", "https://.casa.example", "null", "", "https://shop.example.evil.org",
    ):  # fmt: skip
        assert not allowed(one, known), one
    assert origins(["https://shop.example", "https://SHOP.example:443"]) == ("https://shop.example",)
    with pytest.raises(TooMany):
        origins([f"https://s{number}.example" for number in range(MOST + 1)])
