"""Tags of an organisation, and which of them a conversation has; on both databases."""

import pytest

from service.desk.errors import TagKnown
from service.desk.queries import desk_conversations
from service.desk.sought import Sought
from service.desk.tags import (
    LONGEST,
    MOST_ON_ONE,
    TagWanted,
    change_tag,
    create_tag,
    delete_tag,
    list_tags,
    set_tags,
)
from service.errors import InvalidInput, NotFound, NotYours, RoleLacks, TooMany
from service.events import DeskDetailsChanged
from tests.contract.test_store_desk import did
from tests.contract.test_store_organisations import company
from tests.contract.visiting import shop


async def tag(here, name, **wanted):
    return await create_tag(here.store, here.world.ana, here.where, TagWanted(name=name, **wanted))


def test_tags_are_made_changed_and_taken_away_by_who_may(run):
    async def story(world):
        here = await shop(world)
        late, refund = await tag(here, "  Late   delivery "), await tag(here, "Café", colour="#AA00CC")
        assert (late.name, refund.colour) == ("Late delivery", "#aa00cc")
        for same in ("CAFE", "café"):
            with pytest.raises(TagKnown):
                await tag(here, same)
        with pytest.raises(TagKnown):
            await change_tag(here.store, world.ana, here.where, late.id, TagWanted(name="cafe"))
        for wrong in (
            {"name": " "}, {"name": "x" * (LONGEST + 1)}, {"name": "a\u202eb"},
            {"name": "a", "colour": "red"},
        ):  # fmt: skip
            with pytest.raises(InvalidInput):
                await tag(here, **wrong)
        kept = await change_tag(here.store, world.ana, here.where, late.id, TagWanted(name="LATE DELIVERY"))
        assert await list_tags(here.store, world.ben, here.where) == [refund, kept]
        other = await company(world)
        attempts = (
            lambda who, where: create_tag(here.store, who, where, TagWanted(name="x")),
            lambda who, where: change_tag(here.store, who, where, late.id, TagWanted(name="x")),
            lambda who, where: delete_tag(here.store, who, where, late.id),
        )
        for attempt in attempts:
            for who, refused in ((world.ben, RoleLacks), (world.eva, NotYours)):
                with pytest.raises(refused):
                    await attempt(who, here.where)
        for attempt in attempts[1:]:
            with pytest.raises(NotFound):
                await attempt(world.ana, other)
        with pytest.raises(NotYours):
            await list_tags(here.store, world.eva, here.where)

    run(story)


def test_a_conversation_has_tags_and_is_found_by_them(run):
    async def story(world):
        here = await shop(world)
        visitor, talk = await here.writing()
        await here.post(visitor.id, talk)
        late, refund = await tag(here, "late"), await tag(here, "refund")
        told = []

        async def hear(event):
            if isinstance(event, DeskDetailsChanged):
                told.append((event.tags, event.told))

        here.store.subscribers.add(hear)
        both = tuple(sorted((late.id, refund.id)))
        for _ in range(2):
            set_ = await set_tags(here.store, world.ben, talk, [refund.id, late.id, late.id])
            assert set_.tags == both
        assert told == [(both, tuple(sorted((world.ana, world.ben))))], "again tells nobody"
        assert [kind for kind, _, _ in await did(world)] == ["conversation_tagged"]

        async def found(tag_id):
            page = await desk_conversations(here.store, world.ben, "all", sought=Sought(tag=tag_id))
            return [(one.conversation.id, one.tags) for one in page.items]

        assert await found(late.id) == [(talk, both)]
        await delete_tag(here.store, world.ana, here.where, late.id)
        assert await found(late.id) == []
        assert await found(refund.id) == [(talk, (refund.id,))]
        await set_tags(here.store, world.ben, talk, [])
        assert await found(refund.id) == []
        assert await found(None) == [(talk, ())]
        other = await company(world)
        theirs = await create_tag(here.store, world.ana, other, TagWanted(name="late"))
        for wrong in (theirs.id, late.id, "none", "\x00"):
            with pytest.raises(InvalidInput):
                await set_tags(here.store, world.ana, talk, [wrong])
        with pytest.raises(TooMany):
            await set_tags(here.store, world.ana, talk, [str(one) for one in range(MOST_ON_ONE + 1)])
        for who, where, refused in (
            (world.eva, talk, NotYours),
            (visitor.id, talk, NotFound),
            (world.ana, world.talk.id, NotFound),
        ):
            with pytest.raises(refused):
                await set_tags(here.store, who, where, [])

    run(story)
