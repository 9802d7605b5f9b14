"""What each side of a request or block learns of the other, and what wants both sides."""

from datetime import UTC, datetime, timedelta

import pytest

from service.enrichment.apply import apply_enriched
from service.enrichment.commands import retry_enrichment
from service.errors import (
    AcceptFirst,
    Blocked,
)
from service.identity.people import change_me, find_person, partners_of, search_people
from service.identity.presence import presence_ended
from service.knowledge.corrections import correct_translation, undo_correction
from service.knowledge.glossary import Entry, add_word, bring_words, read_glossary, remove_word
from service.messaging.conversations import get_conversation, open_conversation
from service.messaging.reading import read_messages
from service.messaging.receipts import mark
from service.messaging.requests import (
    block_conversation,
    ignore_conversation,
    unblock_conversation,
)
from tests.contract.asking import asked, say
from tests.store.databases import enriched

SIDES = ("sent", "request", "ignored", "blocked request", "is blocked", "blocks")


async def stranger_to(world, side):
    """A conversation that is not both sides' (any more), and who of it is looked at."""
    if side in ("is blocked", "blocks"):
        await block_conversation(world.store, world.ben, world.talk.id)
        return world.talk.id, (world.ana if side == "is blocked" else world.ben)
    talk = await asked(world)
    if side == "ignored":
        await ignore_conversation(world.store, world.ben, talk)
    if side == "blocked request":
        await block_conversation(world.store, world.ben, talk)
    return talk, (world.ben if side in ("request", "ignored") else world.eva)


@pytest.mark.parametrize("side", SIDES)
def test_presence_and_positions_are_told_to_whom_i_talk_with_alone(run, side):
    async def story(world):
        talk, me = await stranger_to(world, side)
        other = (await get_conversation(world.store, me, talk)).other
        before = await get_conversation(world.store, me, talk)
        found = await find_person(world.store, me, other.handle)
        for _ in range(2):
            await presence_ended(world.store, other.id, datetime.now(UTC) + timedelta(hours=1))
            change = await mark(world.store, other.id, talk, read_seq=9, delivered_seq=9)
            assert change is None or change.told == (other.id,)
        assert await get_conversation(world.store, me, talk) == before
        assert await find_person(world.store, me, other.handle) == found
        assert other.id not in await partners_of(world.store, me)
        assert me not in await partners_of(world.store, other.id)
        frozen = side == "is blocked"
        assert (found.last_seen_at is not None) == frozen, "to whom I block I left when I blocked them"
        assert [one.last_seen_at for one in await search_people(world.store, me, other.handle)] == [
            found.last_seen_at
        ]
        assert before.other.last_seen_at == found.last_seen_at

    run(story)


@pytest.mark.parametrize("side", ["sent", "request", "ignored", "blocked request", "blocks"])
def test_what_both_would_see_wants_both(run, side):
    async def story(world):
        talk, me = await stranger_to(world, side)
        message = await a_message(world, talk, side)
        calls = (
            lambda: correct_translation(
                world.store, world.settings, me, message.id, text="Hi there.", client_id="m"
            ),
            lambda: undo_correction(world.store, world.settings, me, message.id),
            lambda: add_word(world.store, me, Entry(source="bule"), talk),
            lambda: bring_words(world.store, me, [(1, Entry(source="bule"))], talk),
            *([lambda: retry_enrichment(world.store, world.settings, me, message.id)] if mine(side) else ()),
        )
        for call in calls:
            with pytest.raises(Blocked if side == "blocks" else AcceptFirst):
                await call()
        assert (await read_glossary(world.store, me, talk)).conversation == ()

    def mine(side):
        return side in ("request", "ignored", "blocks")

    run(story)


async def a_message(world, talk, side):
    if side == "blocks":
        await unblock_conversation(world.store, world.ben, talk)
        posted = await world.post(world.ana)
        await block_conversation(world.store, world.ben, talk)
    else:
        posted = await say(world, world.eva, talk, "Oi.")
    await apply_enriched(world.store, enriched(posted.mine))
    return posted.mine


def test_who_is_blocked_corrects_and_notes_words_as_ever(run):
    """A refusal would tell them."""

    async def story(world):
        message = (await world.post(world.ana)).mine
        await apply_enriched(world.store, enriched(message))
        word = await add_word(world.store, world.ana, Entry(source="bule"), world.talk.id)
        await block_conversation(world.store, world.ben, world.talk.id)
        done = await correct_translation(
            world.store, world.settings, world.ana, message.id, text="Hey!", client_id="m"
        )
        assert done.author_told and not done.reader_told
        await undo_correction(world.store, world.settings, world.ana, message.id)
        await add_word(world.store, world.ana, Entry(source="chá"), world.talk.id)
        await remove_word(world.store, world.ana, word.id)
        with pytest.raises(Blocked):
            await remove_word(world.store, world.ben, (await words(world))[0])

    async def words(world):
        return [one.id for one in (await read_glossary(world.store, world.ben, world.talk.id)).conversation]

    run(story)


def test_a_new_language_tells_a_stranger_no_more_than_anybody(run):
    """Requests are translated anew for who is asked, also ignored ones; who is blocked sees nothing new."""

    async def story(world):
        seen = []
        for number, decide in enumerate((None, ignore_conversation, block_conversation)):
            reader = await world.stranger(f"reader{number}")
            talk, _ = await open_conversation(world.store, world.eva, f"reader{number}")
            posted = await say(world, world.eva, talk.id, "hola")
            await apply_enriched(world.store, enriched(posted.mine))
            if decide:
                await decide(world.store, reader, talk.id)
            await change_me(world.store, reader, language="de")
            page = await read_messages(world.store, world.eva, talk.id)
            seen.append((page.rev, page.messages[0].enrichment))
            last = talk.id
        assert seen[0] == seen[1] != seen[2]
        other = (await get_conversation(world.store, world.eva, last)).other
        assert (other.language, seen[2][1].status) == ("en", "done"), "as if nothing were new"

    run(story)
