"""Quoting, reactions and pins: who sees what, how many, and what is left of them when somebody goes."""

import asyncio

import pytest
from sqlalchemy import update

from service.errors import AcceptFirst, InvalidInput, NotFound, NotYours, TooMany
from service.events import MessageChanged
from service.messaging import marks, reacting
from service.messaging.editing import edit_message, remove_message
from service.messaging.erasure import erase_conversation
from service.messaging.marks import LONGEST, Reacted
from service.messaging.reacting import pin, pinned_in, react
from service.messaging.reading import changed_since, read_message
from service.messaging.replying import text_content
from service.models import Reaction
from service.store.tables import messages
from tests.contract.asking import asked
from tests.contract.test_store_messages import outbox
from tests.store.hearing import Heard
from wire.contracts.activity import Activity
from wire.contracts.contents import TEXT, NoteContent, TextContent

KISS = "👩🏻‍❤️‍💋‍👨🏿"


async def did(world) -> list[str]:
    return [event.kind for _, event in await outbox(world.store, Activity)]


async def seen(world, who, message):
    return await read_message(world.store, who, message.id)


def test_an_answer_carries_what_it_quotes(run):
    async def story(world):
        asks = (await world.post(world.ben, "When?")).mine
        content = await text_content(world.store, world.ana, world.talk.id, asks.id)
        assert content == TextContent(reply_to=asks.id)
        answer = (await world.post(world.ana, "Às oito", content=content, client_id="a")).mine
        assert (await seen(world, world.ben, answer)).content == content
        again = await world.post(world.ana, "Às oito", content=content, client_id="a")
        assert not again.created
        assert (await did(world)).count("message_replied") == 1
        edited = await edit_message(world.store, world.settings, world.ana, answer.id, text="Às nove")
        assert edited.content == content
        await remove_message(world.store, world.ben, asks.id)
        assert (await seen(world, world.ana, answer)).content == content
        assert (await seen(world, world.ana, asks)).content.kind == "removed"

    run(story)


def test_only_what_both_may_see_is_quoted(run):
    async def story(world):
        elsewhere = await asked(world)
        note = (await world.post_content(world.ana, NoteContent(), "secret")).mine
        [theirs] = (await changed_since(world.store, world.eva, elsewhere, 0)).messages
        tries = [(note.id, InvalidInput), (theirs.id, NotYours), ("nothing", NotFound)]
        for quoted, error in tries:
            with pytest.raises(error):
                await text_content(world.store, world.ana, world.talk.id, quoted)
        with pytest.raises(NotFound):
            await text_content(world.store, world.ben, world.talk.id, theirs.id)
        assert await text_content(world.store, world.ana, world.talk.id, None) == TEXT

    run(story)


def test_each_has_one_of_each_and_both_see_them(run):
    async def story(world):
        posted = (await world.post(world.ana, "olá")).mine
        heard = Heard(world.store)
        await react(world.store, world.ben, posted.id, emoji="👍", on=True)
        await react(world.store, world.ana, posted.id, emoji="👍", on=True)
        last = await react(world.store, world.ben, posted.id, emoji=KISS, on=True)
        assert last.reactions == (
            Reaction(emoji="👍", by=(world.ben, world.ana)),
            Reaction(emoji=KISS, by=(world.ben,)),
        )
        assert last.rev == posted.rev + 3 and last.enrichment == posted.enrichment
        again = await react(world.store, world.ben, posted.id, emoji="👍", on=True)
        assert again == last, "again changes nothing"
        assert {one.person_id for one in heard.of(MessageChanged)[0].seen} == {world.ana, world.ben}
        [missed] = (await changed_since(world.store, world.ana, world.talk.id, posted.rev)).messages
        assert missed.reactions == last.reactions
        off = await react(world.store, world.ben, posted.id, emoji="👍", on=False)
        assert [one.by for one in off.reactions] == [(world.ana,), (world.ben,)]
        assert await did(world) == ["conversation_opened", *["reaction_added"] * 3, "reaction_removed"]

    run(story)


@pytest.mark.parametrize(
    "bad",
    ["", "a", "1", "👍👍", "👍a", "é", "👍" * 50, "👍" + "\u200d👍" * 25, "👍 ", "\u200d", "👍\u200d",
     "❤\ufe0f\ufe0f", "👍🏽🏽", "👍\U000e0068\U000e0069", "🏴\U000e007f", "🏴\U000e0067\U000e0062"],
)  # fmt: skip
def test_a_reaction_is_one_emoji(run, bad):
    async def story(world):
        posted = (await world.post(world.ana, "olá")).mine
        with pytest.raises(InvalidInput) as refused:
            await react(world.store, world.ben, posted.id, emoji=bad, on=True)
        assert refused.value.details == {"field": "emoji"}
        assert len(KISS) <= LONGEST

    run(story)


@pytest.mark.parametrize(
    "good",
    [
        "©",
        "❤",
        "❤️",
        "👍🏽",
        KISS,
        "1️⃣",
        "🇪🇸",
        "👩🏽‍❤️‍💋‍👨🏿",
        "🏳️‍🌈",
        "🧔🏾‍♂️",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    ],
)
def test_whatever_keyboards_give_is_one_emoji(good):
    assert marks.emoji(good) == good


def test_a_message_has_so_many_reactions_and_a_conversation_so_many_pins(run, monkeypatch):
    async def story(world):
        monkeypatch.setattr(reacting, "MOST_EMOJI", 2)
        monkeypatch.setattr(reacting, "MOST_REACTIONS", 3)
        monkeypatch.setattr(reacting, "MOST_PINNED", 1)
        posted = [(await world.post(world.ana, one)).mine for one in ("um", "dois")]
        for emoji in ("👍", "❤️"):
            await react(world.store, world.ben, posted[0].id, emoji=emoji, on=True)
        with pytest.raises(TooMany):
            await react(world.store, world.ana, posted[0].id, emoji="🎉", on=True)
        await react(world.store, world.ana, posted[0].id, emoji="👍", on=True)
        with pytest.raises(TooMany):
            await react(world.store, world.ana, posted[0].id, emoji="❤️", on=True)
        await pin(world.store, world.ana, posted[0].id, on=True)
        with pytest.raises(TooMany):
            await pin(world.store, world.ana, posted[1].id, on=True)

    run(story)


def test_pinned_messages_are_found_by_both_and_let_loose_by_either(run):
    async def story(world):
        first, second = [(await world.post(world.ana, one)).mine for one in ("um", "dois")]
        for one in (second, first):
            done = await pin(world.store, world.ben, one.id, on=True)
            assert done.pinned is not None and done.pinned.by == world.ben
        for who in (world.ana, world.ben):
            assert [one.id for one in await pinned_in(world.store, who, world.talk.id)] == [
                first.id,
                second.id,
            ]
        assert (await pin(world.store, world.ana, first.id, on=True)).pinned.by == world.ben
        assert (await pin(world.store, world.ana, first.id, on=False)).pinned is None
        await remove_message(world.store, world.ana, second.id)
        assert await pinned_in(world.store, world.ben, world.talk.id) == []
        with pytest.raises(NotYours):
            await pinned_in(world.store, world.eva, world.talk.id)

    run(story)


def test_at_the_same_time_none_is_lost(run):
    async def story(world):
        posted = (await world.post(world.ana, "olá")).mine
        emoji = ["👍", "❤️", "🎉", "😂", "😮"]
        await asyncio.gather(
            *(
                react(world.store, who, posted.id, emoji=one, on=True)
                for one in emoji
                for who in (world.ana, world.ben)
            )
        )
        after = await seen(world, world.ana, posted)
        assert after.rev == posted.rev + 10
        assert {one.emoji: set(one.by) for one in after.reactions} == {
            one: {world.ana, world.ben} for one in emoji
        }

    run(story)


def test_a_reaction_of_before_that_is_none_today_comes_off_by_its_name(run):
    async def story(world):
        posted = (await world.post(world.ana, "olá")).mine
        odd = marks.stored(tuple(Reacted(emoji="a\u200d", by=by) for by in (world.ana, world.ben)))
        async with world.store.writing() as connection:
            await connection.execute(update(messages).values(reactions=odd))
        off = await react(world.store, world.ben, posted.id, emoji="a\u200d", on=False)
        assert off.reactions == (Reaction(emoji="a\u200d", by=(world.ana,)),)
        for on in (True, False):
            with pytest.raises(InvalidInput):
                await react(world.store, world.ben, posted.id, emoji="a\u200d", on=on)

    run(story)


def test_before_both_have_accepted_nothing_is_pinned(run):
    async def story(world):
        talk = await asked(world)
        [first] = (await changed_since(world.store, world.ben, talk, 0)).messages
        with pytest.raises(AcceptFirst):
            await react(world.store, world.ben, first.id, emoji="👍", on=True)
        for who in (world.ben, world.eva):
            with pytest.raises(AcceptFirst):
                await pin(world.store, who, first.id, on=True)

    run(story)


def test_marks_go_with_the_message_and_with_who_made_them(run):
    async def story(world):
        mine, theirs = (await world.post(world.ana, "olá")).mine, (await world.post(world.ben, "hi")).mine
        for who in (world.ana, world.ben):
            await react(world.store, who, theirs.id, emoji="👍", on=True)
            await react(world.store, who, mine.id, emoji="👍", on=True)
        await pin(world.store, world.ana, theirs.id, on=True)
        before = (await seen(world, world.ben, theirs)).rev
        assert (await remove_message(world.store, world.ana, mine.id)).reactions == ()
        for _ in range(2):
            async with world.store.writing() as connection:
                await erase_conversation(connection, world.ana, world.talk.id)
        left = await seen(world, world.ben, theirs)
        assert left.reactions == (Reaction(emoji="👍", by=(world.ben,)),) and left.pinned is None
        assert left.rev > before
        with pytest.raises(NotFound):
            await react(world.store, world.ben, mine.id, emoji="👍", on=True)

    run(story)
