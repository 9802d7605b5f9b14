"""What a message shows of a link once it is edited: less, more, or another, by its author and in its time."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from service.enrichment.apply import apply_enriched
from service.errors import EditOver, InvalidInput, NotYours
from service.files.queries import file_for
from service.messaging.editing import edit_message, remove_message
from service.messaging.history import history_of
from service.messaging.messages import post_message
from service.messaging.reading import read_messages
from service.outbound import linking, pages
from service.store.tables import findings, messages
from tests.contract.test_store_alt import asked, found
from tests.contract.test_store_contents import FILE
from tests.contract.test_store_enrichment import kinds
from tests.contract.test_store_links import LONG, count, gone, kept, made, sent, served
from tests.contract.test_store_search import indexed
from tests.store.databases import enriched
from wire.contracts.contents import TEXT, TextContent
from wire.contracts.events import LINK, Annotation


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """Nothing here hangs on how quick the machine is."""
    monkeypatch.setattr(pages, "WITHIN", LONG)


@pytest.mark.parametrize("how", ["text", "switch"])
def test_an_edit_takes_it_away_with_its_picture_and_what_was_made_of_it(run, how):
    async def story(world):
        with served() as url:
            preview = await made(world, url)
            text = f"Schau {url}"
            posted = (await sent(world, preview.id, text)).mine
        stays = await edit_message(world.store, world.settings, world.ana, posted.id, text=f"{text} jetzt")
        assert stays.content.link == posted.content.link
        note = Annotation(task=LINK, target="en", model="m@1", detail={"title": "Red lamp"})
        late = enriched(stays, annotations=(note,), queued_at=datetime.now(UTC))
        await apply_enriched(world.store, late)
        change = {"text": stays.text, "link": False} if how == "switch" else {"text": "Schau"}
        if how == "switch":  # takes no time limit
            old = datetime.now(UTC) - timedelta(days=40)
            async with world.store.writing() as connection:
                await connection.execute(update(messages).values(posted_at=old))
        after = await edit_message(world.store, world.settings, world.ana, posted.id, **change)
        assert (after.content, after.text) == (TextContent(), change["text"]) and after.rev > stays.rev
        assert await gone(world, preview.image.file_id) and await count(world, findings) == 0
        await apply_enriched(world.store, late)
        assert await count(world, findings) == 0, "what was asked before is late"
        assert (await asked(world))[-1].link == ()
        await indexed(world)
        assert await found(world, world.ben, "lampe") == []
        said = [one.text for one in await history_of(world.store, world.ben, posted.id)]
        assert said == [text] + ([] if how == "switch" else [stays.text])
        same = await edit_message(
            world.store, world.settings, world.ana, posted.id, text=after.text, link=False
        )
        assert same.rev == after.rev

    run(story)


async def edited(world, message, text: str, link: bool | str = True, **more):
    return await edit_message(
        world.store, world.settings, more.pop("who", world.ana), message.id, text=text, link=link, **more
    )


def test_an_edit_shows_what_its_author_has_asked_in_place_of_what_was_shown(run):
    async def story(world):
        with served() as url:
            first, second = await made(world, url), await made(world, url)
        text = f"Schau {url}"
        posted = (await sent(world, "none", text)).mine
        assert posted.content == TEXT
        shown = await edited(world, posted, text, first.id)
        assert shown.content.link.image == first.image and shown.rev > posted.rev
        assert (await file_for(world.store, world.ben, first.image.file_id)).media_type == "image/jpeg"
        same = await edited(world, posted, text, first.id)
        assert (same.rev, same.content) == (shown.rev, shown.content), "again changes nothing"
        await linking.drop(world.store, world.ana, first.id)
        assert (await edited(world, posted, text, first.id)).rev == shown.rev, "neither once it is forgotten"
        assert (await asked(world))[-1].link == ("Rote Lampe", "Aus Glas")
        assert [one for one in await kinds(world) if "link" in one or "edit" in one] == ["link_shown"]
        other = await edited(world, posted, f"{text} bitte", second.id)
        assert other.content.link.image == second.image
        assert await gone(world, first.image.file_id) and not await gone(world, second.image.file_id)
        assert [one.text for one in await history_of(world.store, world.ben, posted.id)] == [text]
        twice = (await sent(world, "none", text, "c2")).mine
        taken = await edited(world, twice, text, second.id)
        assert taken.content.link.title == "Rote Lampe" and taken.content.link.image is None
        assert not await gone(world, second.image.file_id), "its picture is the first message's"
        await remove_message(world.store, world.ana, posted.id)
        assert await gone(world, second.image.file_id)

    run(story)


def test_an_edit_shows_a_link_of_its_text_of_its_author_and_in_its_time_alone(run):
    async def story(world):
        mine, theirs = await kept(world), await kept(world, who=world.ben)
        text = "https://shop.test/a"
        posted = (await sent(world, "none", text)).mine
        with pytest.raises(InvalidInput):
            await edited(world, posted, "https://shop.test/about", mine)
        with pytest.raises(NotYours):
            await edited(world, posted, text, theirs, who=world.ben)
        for nothing in (theirs, "x", "0" * 36):
            assert (await edited(world, posted, text, nothing)).rev == posted.rev
        photo = await post_message(
            world.store, world.settings, world.ana, world.talk.id, text=text, client_id="c2", content=FILE
        )
        with pytest.raises(InvalidInput):
            await edited(world, photo.mine, text, mine)
        async with world.store.writing() as connection:
            old = datetime.now(UTC) - timedelta(days=40)
            await connection.execute(update(messages).values(posted_at=old))
        with pytest.raises(EditOver):
            await edited(world, posted, text, mine)
        said = (await read_messages(world.store, world.ben, world.talk.id)).messages
        assert [one.content for one in said] == [TEXT, FILE]

    run(story)
