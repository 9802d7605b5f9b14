"""What is left to set up at a desk; on both databases."""

from datetime import UTC, datetime

import pytest

from service.desk.channels import look_at, shown
from service.desk.routing.hours import Hours, Opening
from service.desk.routing.rules import get_hours, set_hours
from service.desk.setup import STEPS, put_away, setup_of
from service.errors import InvalidInput, NotYours, RoleLacks
from service.identity.invitations import invite
from service.identity.organisations import create_organisation, remove_member
from service.knowledge.articles.commands import write_article
from service.knowledge.articles.models import Writing
from tests.contract.visiting import shop


async def left(here, who=None):
    setup = await setup_of(here.store, who or here.world.ana, here.where)
    assert tuple(one.name for one in setup.steps) == STEPS
    return [one.name for one in setup.steps if not one.done and not one.put_away]


def test_each_step_is_left_until_it_is_done_or_put_away(run):
    async def story(world):
        here = await shop(world)
        assert await left(here) == ["channel", "hours", "greeting", "article"], "ben is in it"
        await remove_member(here.store, world.ana, here.where, world.ben)
        assert "team" in await left(here)
        await invite(here.store, world.ana, here.where, "agent")
        assert "team" not in await left(here)
        await shown(here.store, await look_at(here.store, here.channel.key))
        first = (await look_at(here.store, here.channel.key)).seen_at
        assert first <= datetime.now(UTC)
        await shown(here.store, here.channel)
        assert (await look_at(here.store, here.channel.key)).seen_at == first, "once"
        await here.change(greeting={"pt": "Olá"})
        assert await left(here) == ["hours", "article"]
        await put_away(here.store, world.ana, here.where, ["hours", "hours"])
        assert await left(here) == ["article"]
        monday = Hours(zone="UTC", week=(Opening(1, "09:00", "18:00"),))
        await set_hours(here.store, world.ana, here.where, monday)
        await put_away(here.store, world.ana, here.where, [])
        assert await left(here) == ["article"], "hours are set, and what is put away is no part of them"
        await set_hours(here.store, world.ana, here.where, Hours(zone="UTC"))
        assert await left(here) == ["hours", "article"]
        await put_away(here.store, world.ana, here.where, ["hours"])
        written = Writing(title="Returns", language="en", text="Within 30 days.")
        await write_article(here.store, world.ana, here.where, written)
        assert await left(here) == []
        assert (await get_hours(here.store, world.ana, here.where)).zone == "UTC"

    run(story)


def test_it_is_for_owners_and_admins_of_the_organisation(run):
    async def story(world):
        here = await shop(world)
        other = await create_organisation(here.store, world.eva, name="Other", language="en")
        for who, where, refused in (
            (world.ben, here.where, RoleLacks),
            (world.eva, here.where, NotYours),
            (world.ana, other.id, NotYours),
        ):
            with pytest.raises(refused):
                await setup_of(here.store, who, where)
            with pytest.raises(refused):
                await put_away(here.store, who, where, ["hours"])
        with pytest.raises(InvalidInput):
            await put_away(here.store, world.ana, here.where, ["hours", "nonsense"])
        assert "hours" in await left(here), "nothing is done by half"

    run(story)
