"""What a file shows, translated: asked of workers, kept with the message, found, and gone with it."""

from sqlalchemy import func, select

from service.enrichment.apply import apply_enriched
from service.identity.people import change_me
from service.messaging.editing import edit_message, remove_message
from service.messaging.searching import search_messages
from service.store.tables import findings, own_answers
from tests.contract.test_store_enrichment import seen_by
from tests.contract.test_store_messages import outbox
from tests.contract.test_store_search import indexed
from tests.store.databases import enriched
from wire.contracts.contents import AttachmentContent
from wire.contracts.events import ALT, Annotation, MessagePosted, Translation

NOTHING = {"en": Translation(status="not_needed")}
SHOWS = Annotation(task=ALT, target="en", model="m@1", detail={"text": "A red beach", "language": "pt"})


def file_shown(alt: str = "Uma praia vermelha") -> AttachmentContent:
    return AttachmentContent(file_id="f", name="a.png", media_type="image/png", size=3, alt=alt)


async def sent(world, alt: str = "Uma praia vermelha", text: str = ""):
    return (await world.post_content(world.ana, file_shown(alt), text, client_id=f"{alt}, {text}")).mine


def understood(message, **more):
    values = {"translations": NOTHING, "sentiment": None, "suggestions": (), "annotations": (SHOWS,)}
    return enriched(message, **(values | more))


async def asked(world) -> list[MessagePosted]:
    return [event for _, event in await outbox(world.store)]


async def found(world, who, text) -> list[str]:
    return [one.id for one in (await search_messages(world.store, who, text)).messages]


def test_a_file_without_a_caption_waits_for_a_worker_only_where_something_is_said_of_it(run):
    async def story(world):
        silent, said = await sent(world, ""), await sent(world)
        assert (silent.enrichment.status, said.enrichment.status) == ("done", "pending")
        assert [(one.alt, one.text, one.elsewhere) for one in await asked(world)] == [
            ("", "", True),
            ("Uma praia vermelha", "", False),
        ]

    run(story)


def test_both_sides_get_it_and_find_the_file_by_either_language(run):
    async def story(world):
        said = await sent(world)
        await indexed(world)
        assert await found(world, world.ben, "vermelha") == [said.id]
        assert await found(world, world.ben, "beach") == []
        await apply_enriched(world.store, understood(said))
        await indexed(world)
        for who in (world.ana, world.ben):
            seen = await seen_by(world, who)
            assert seen.enrichment.status == "done"
            assert [one.detail for one in seen.enrichment.annotations] == [SHOWS.detail]
            assert await found(world, who, "beach") == await found(world, who, "praia") == [said.id]
        async with world.store.reading() as connection:
            assert not await connection.scalar(select(func.count()).select_from(own_answers))

    run(story)


def test_it_goes_with_the_message_and_is_asked_for_anew_after_an_edit(run):
    async def story(world):
        said = await sent(world, text="Olha")
        await apply_enriched(world.store, understood(said))
        await edit_message(world.store, world.settings, world.ana, said.id, text="Veja")
        last = (await asked(world))[-1]
        assert (last.text, last.alt) == ("Veja", "Uma praia vermelha")
        await apply_enriched(world.store, understood(said))
        await remove_message(world.store, world.ana, said.id)
        await indexed(world)
        assert await found(world, world.ana, "beach") == await found(world, world.ana, "praia") == []
        async with world.store.reading() as connection:
            assert not await connection.scalar(select(func.count()).select_from(findings))

    run(story)


def test_a_new_language_of_its_reader_asks_for_it_and_for_no_file_of_which_nothing_is_said(run):
    async def story(world):
        silent, said = await sent(world, ""), await sent(world)
        await apply_enriched(world.store, understood(said))
        before = len(await asked(world))
        await change_me(world.store, world.ben, language="de")
        again = (await asked(world))[before:]
        assert [(one.message_id, one.targets, one.alt) for one in again] == [
            (said.id, ("de",), "Uma praia vermelha")
        ]
        assert silent.enrichment.status == "done"

    run(story)
