"""What is mine helps others' texts to me where I have accepted that conversation, and nowhere else.

A canary of each kind is planted with Ben: a word, a corrected translation, answers. Nothing that goes to a
worker for who writes to him may hold one before he accepts, or while he blocks them.
"""

import pytest

from service.enrichment.apply import apply_enriched
from service.enrichment.enrich_request import events_of
from service.enrichment.preview import ask_preview, ask_read_back
from service.identity.people import change_me
from service.knowledge.canned import Text, add_canned
from service.knowledge.corrections import correct_translation
from service.knowledge.glossary import Entry, add_word
from service.messaging.conversations import open_conversation
from service.messaging.messages import post_message
from service.messaging.requests import (
    accept_conversation,
    block_conversation,
    ignore_conversation,
    unblock_conversation,
)
from tests.store.databases import enriched
from wire.contracts.codec import encode

CANARIES = (b"CANARYWORD", b"CANARYMEND", b"CANARYANSWER")
TEXT = "Oi. O bule?"


async def plant(world):
    """Of Ben, from his conversation with Ana."""
    await add_word(world.store, world.ben, Entry(source="bule", target="CANARYWORD"))
    answer = Text(shortcut="a", language="en", text="CANARYANSWER it is.")
    await add_canned(world.store, world.ben, answer)
    message = (await world.post(world.ana, TEXT)).mine
    await apply_enriched(world.store, enriched(message))
    await correct_translation(
        world.store, world.settings, world.ben, message.id, text="CANARYMEND. Teapot?", client_id="m"
    )


async def all_that_is_asked(world, who, talk, client_id):
    """Every way in which a text of a stranger reaches a worker."""
    posted = await post_message(world.store, world.settings, who, talk, text=TEXT, client_id=client_id)
    await apply_enriched(world.store, enriched(posted.mine))
    async with world.store.reading() as connection:
        events = await events_of(connection, [posted.mine.id])
    return {
        "translation": encode(events),
        "sent": await relayed(world, posted.mine.id),
        "preview": encode(await ask_preview(world.store, world.settings, who, talk, ref="r", text=TEXT)),
        "read back": encode(await ask_read_back(world.store, who, posted.mine.id, ref="r")),
    }


async def relayed(world, message_id):
    """As the relay attaches it to what was put into the outbox."""
    from service.enrichment.attach_context import attach_context
    from service.store import outbox

    async with world.store.writing() as connection:
        rows = await attach_context(connection, await outbox.oldest(connection, 1000))
    return b"".join(row.body for row in rows if message_id.encode() in row.body)


def seen(asked):
    return {(where, one) for where, body in asked.items() for one in CANARIES if one in body}


@pytest.mark.parametrize("aside", [None, ignore_conversation, block_conversation])
def test_nothing_of_who_is_asked_helps_a_stranger_until_they_accept(run, aside):
    async def story(world):
        await plant(world)
        stranger = await world.stranger("rui", "pt")
        talk = (await open_conversation(world.store, stranger, "ben"))[0].id
        assert seen(await all_that_is_asked(world, stranger, talk, "1")) == set()
        if aside:
            await aside(world.store, world.ben, talk)
            assert seen(await all_that_is_asked(world, stranger, talk, "2")) == set()
        await change_me(world.store, world.ben, language="fr")
        await change_me(world.store, world.ben, language="en")
        if aside is block_conversation:
            await unblock_conversation(world.store, world.ben, talk)
        await accept_conversation(world.store, world.ben, talk)
        found = seen(await all_that_is_asked(world, stranger, talk, "3"))
        assert {where for where, _ in found} >= {"translation", "sent", "preview"}, "it helps from now on"
        assert {one for _, one in found} == set(CANARIES)
        await block_conversation(world.store, world.ben, talk)
        assert seen(await all_that_is_asked(world, stranger, talk, "4")) == set()

    run(story)


def test_who_asks_helps_by_asking(run):
    """Ben opens a conversation with Rui: what is Ben's helps what Rui writes him."""

    async def story(world):
        await plant(world)
        rui = await world.stranger("rui", "pt")
        talk = (await open_conversation(world.store, world.ben, "rui"))[0].id
        assert seen(await all_that_is_asked(world, rui, talk, "1"))

    run(story)
