"""What a message shows of a link: made once, sent with one message, found, translated, and gone with it."""

from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from service.enrichment.apply import apply_enriched
from service.errors import Blocked, InvalidInput, NotFound, NotYours, TextTooLong
from service.files.checking import Checker
from service.files.forgetting import Sweeper
from service.files.queries import file_for
from service.files.storage import FileStorage
from service.identity.deletion import erased
from service.messaging.editing import remove_message
from service.messaging.messages import post_message
from service.messaging.requests import block_conversation
from service.outbound import linking, pages
from service.outbound.linking import MOST, with_link
from service.outbound.pages import PageReader
from service.outbound.previews import LinkPreviews
from service.store.tables import files, link_previews
from tests.contract.test_store_alt import asked, found
from tests.contract.test_store_enrichment import seen_by
from tests.contract.test_store_search import indexed
from tests.files.pictures import photo
from tests.outbound.test_pages import leads_here, opened, speaking
from tests.store.databases import enriched
from wire.contracts.contents import TEXT
from wire.contracts.events import LINK, Annotation
from wire.contracts.link_card import LinkCard

HTML = (
    b"<title>Rote Lampe</title><meta property=og:description content='Aus Glas'>"
    b"<meta property=og:image content=/p.jpg>"
)


def site(connection, request):
    """One page and its picture; of anything else there is nothing."""
    what = request.split(b" ")[1]
    kind, body = (b"image/jpeg", photo(900, 600)) if what == b"/p.jpg" else (b"text/html", HTML)
    status = b"404 No" if what == b"/none" else b"200 OK"
    head = b"HTTP/1.1 " + status + b"\r\nconnection: close\r\ncontent-type: " + kind + b"\r\n\r\n"
    connection.sendall(head + body)


@contextmanager
def served():
    with speaking(site) as (port, _):
        yield f"http://shop.test:{port}/a"


LONG = 300.0
"""Seconds for a picture: nothing here hangs on how quick the machine is."""


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """The same of the page."""
    monkeypatch.setattr(pages, "WITHIN", LONG)


@asynccontextmanager
async def maker(world):
    storage = FileStorage(world.settings)
    checker = Checker(world.store, storage, world.settings)
    previews = LinkPreviews(
        PageReader(leads_here, opened), world.store, storage, checker, world.settings, LONG
    )
    try:
        yield previews
    finally:
        await previews.close()


async def made(world, url: str):
    async with maker(world) as previews:
        return await previews.make(world.ana, world.talk.id, url)


async def kept(world, url: str = "https://shop.test/a", who: str = "") -> str:
    card = LinkCard(url=url, title="Rote Lampe", description="Aus Glas", host="shop.test")
    async with world.store.writing() as connection:
        return await linking.keep(connection, who or world.ana, world.talk.id, card)


async def sent(world, preview_id: str, text: str, client_id: str = "c1"):
    """As the API posts it."""
    where = (world.store, world.ana, world.talk.id, client_id)
    async with with_link(*where, text, TEXT, preview_id) as content:
        return await post_message(
            world.store,
            world.settings,
            world.ana,
            world.talk.id,
            text=text,
            client_id=client_id,
            content=content,
        )


async def count(world, table) -> int:
    async with world.store.reading() as connection:
        return await connection.scalar(select(func.count()).select_from(table)) or 0


async def gone(world, file_id: str) -> bool:
    async with world.store.reading() as connection:
        state = await connection.scalar(select(files.c.state).where(files.c.id == file_id))
    return state in (None, "gone")


def test_its_picture_is_written_anew_and_is_for_the_sides_of_its_message(run):
    async def story(world):
        with served() as url:
            preview = await made(world, url)
            assert (preview.title, preview.description, preview.host) == (
                "Rote Lampe",
                "Aus Glas",
                "shop.test",
            )
            image = preview.image
            assert (image.width, image.height, image.preview) == (900, 600, True) and image.blurhash
            with pytest.raises(NotYours):
                await file_for(world.store, world.ben, image.file_id)
            text = f"Schau: {url}."
            posted = await sent(world, preview.id, text)
            again = await sent(world, preview.id, text)
        assert (posted.created, again.created, again.mine.id) == (True, False, posted.mine.id)
        shown = (await seen_by(world, world.ben)).content.link
        assert shown == posted.mine.content.link and shown.image == image
        assert (await file_for(world.store, world.ben, image.file_id)).media_type == "image/jpeg"
        with pytest.raises(NotYours):
            await file_for(world.store, world.eva, image.file_id)
        twice = await sent(world, preview.id, text, "c2")
        assert twice.mine.content.link.title == "Rote Lampe" and twice.mine.content.link.image is None
        await remove_message(world.store, world.ana, posted.mine.id)
        with pytest.raises(NotFound):
            await file_for(world.store, world.ben, image.file_id)
        assert await gone(world, image.file_id)

    run(story)


def test_the_page_is_asked_for_who_may_write_there_alone_and_a_card_does_without_a_picture(run):
    async def story(world):
        with served() as url:
            async with maker(world) as previews:
                with pytest.raises(NotYours):
                    await previews.make(world.eva, world.talk.id, url)
                tight = LinkPreviews(
                    PageReader(leads_here, opened),
                    world.store,
                    FileStorage(world.settings),
                    None,
                    world.settings,
                )  # nobody looks at files: the picture cannot be kept
                tight._checker = _Refusing()
                preview = await tight.make(world.ana, world.talk.id, url)
                await tight.close()
                assert preview.image is None and preview.id is not None
                await block_conversation(world.store, world.ana, world.talk.id)
                with pytest.raises(Blocked):
                    await previews.make(world.ana, world.talk.id, url)
        async with world.store.reading() as connection:
            states = (await connection.execute(select(files.c.state))).scalars().all()
        assert states == ["gone"]

    run(story)


class _Refusing:
    async def check(self, file_id: str) -> None:
        raise InvalidInput("No.")


def test_it_wants_its_link_in_the_text_and_its_own_conversation_and_sender(run):
    async def story(world):
        mine, theirs = await kept(world), await kept(world, who=world.ben)
        with pytest.raises(InvalidInput):
            await sent(world, mine, "https://shop.test/about")
        for nothing in (theirs, "x", "0" * 36):
            client = f"c-{nothing[:5]}"
            posted = await sent(world, nothing, "https://shop.test/a", client)
            assert posted.mine.content == TEXT, "a preview that is not there is left out"
        with pytest.raises(TextTooLong):
            await sent(world, mine, "https://shop.test/a " + "x" * world.settings.max_text, "c9")
        assert (await sent(world, mine, "https://shop.test/a", "c9")).mine.content.link is not None

    run(story)


def test_the_same_message_again_is_the_same_after_its_preview_is_forgotten(run):
    async def story(world):
        preview_id = await kept(world)
        first = await sent(world, preview_id, "https://shop.test/a")
        with pytest.raises(NotFound):
            await linking.drop(world.store, world.ben, preview_id)
        assert await count(world, link_previews) == 1, "nobody forgets what is somebody else's"
        await linking.drop(world.store, world.ana, preview_id)
        assert await count(world, link_previews) == 0
        again = await sent(world, preview_id, "https://shop.test/a")
        assert (again.created, again.mine.id) == (False, first.mine.id)

    run(story)


def test_workers_get_its_words_and_both_sides_find_the_message_by_them(run):
    async def story(world):
        posted = (await sent(world, await kept(world), "https://shop.test/a")).mine
        assert [one.link for one in await asked(world)] == [("Rote Lampe", "Aus Glas")]
        detail = {"title": "Red lamp", "description": "Made of glass", "language": "de"}
        note = Annotation(task=LINK, target="en", model="m@1", detail=detail)
        await apply_enriched(world.store, enriched(posted, annotations=(note,)))
        await indexed(world)
        for word in ("lampe", "glas", "red", "glass"):
            assert await found(world, world.ben, word) == [posted.id], word

    run(story)


def test_what_waits_is_bounded_and_goes_after_a_day_or_with_its_owner(run):
    async def story(world):
        ids = [await kept(world) for _ in range(MOST + 2)]
        assert await count(world, link_previews) == MOST
        assert (await sent(world, ids[0], "https://shop.test/a")).mine.content == TEXT
        await kept(world, who=world.ben)
        await erased(world.store, world.ben)
        assert await count(world, link_previews) == MOST
        async with world.store.writing() as connection:
            old = datetime.now(UTC) - timedelta(hours=25)
            await connection.execute(
                update(link_previews).where(link_previews.c.id == ids[-1]).values(made_at=old)
            )
        await linking.forget_old(world.store)
        assert await count(world, link_previews) == MOST - 1

    run(story)


def test_a_picture_that_nobody_sends_goes_with_its_preview(run):
    async def story(world):
        with served() as url:
            preview = await made(world, url)
        await linking.drop(world.store, world.ana, preview.id)
        assert await gone(world, preview.image.file_id)
        assert await Sweeper(world.store, FileStorage(world.settings)).sweep() == 1

    run(story)
