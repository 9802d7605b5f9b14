"""Colleagues whom a note names; on both databases."""

import pytest

from service.desk.mentions import list_mentions, mark_mention, mark_until
from service.errors import InvalidInput, NotFound
from service.events import MessageChanged
from service.identity.organisations import change_role
from service.messaging.editing import edit_message, remove_message
from service.messaging.naming import handles_in
from service.messaging.reading import read_message
from service.messaging.receipts import mark
from service.messaging.replying import note_content
from service.notifications.news import news_for
from tests.contract.visiting import shop
from tests.store.hearing import Heard


async def note(here, author_id, talk, text, **options):
    content = await note_content(here.store, author_id, talk, None, text)
    return await here.post(author_id, talk, text, content=content, **options)


async def named(here, who, **options):
    page = await list_mentions(here.store, who, **options)
    return [one.text for one in page.items], page.unread


def test_who_is_named_finds_it_and_says_what_is_read(run):
    async def story(world):
        here = await shop(world)
        visitor, talk = await here.writing()
        await here.post(visitor.id, talk)
        first = await note(here, world.ana, talk, "@ben, look. @eva @nobody @ana", client_id="n")
        assert first.content.mentions == (world.ben,), "eva is none of them, and ana wrote it"
        await note(here, world.ana, talk, "@ben, look. @eva @nobody @ana", client_id="n")
        second = await note(here, world.ana, talk, "again (@Ben.)")
        assert await named(here, world.ben) == ([second.text, first.text], 2), "the same again is the same"
        assert await named(here, world.ana) == await named(here, world.eva) == ([], 0)
        assert (await read_message(here.store, world.ben, first.id)).content.mentions == (world.ben,)
        page = await list_mentions(here.store, world.ben, limit=1)
        assert page.next == second.id
        assert await named(here, world.ben, cursor=page.next) == ([first.text], 2)
        read = await mark_mention(here.store, world.ben, first.id, read=True)
        assert (read.seq, read.by, read.read_at is not None) == (2, world.ana, True)
        assert (await mark_mention(here.store, world.ben, first.id, read=True)).read_at == read.read_at
        assert await named(here, world.ben, unread=True) == ([second.text], 1)
        assert (await mark_mention(here.store, world.ben, first.id, read=False)).read_at is None
        assert (await mark_until(here.store, world.ben, first.id)).unread == 1
        assert (await mark_until(here.store, world.ben, second.id)).unread == 0
        for who, which in ((world.ana, first.id), (world.ben, talk), (world.ben, "none")):
            with pytest.raises(NotFound):
                await mark_mention(here.store, who, which, read=True)
        with pytest.raises(InvalidInput):
            await mark_until(here.store, world.ben, "none")
        with pytest.raises(InvalidInput):
            await list_mentions(here.store, world.ben, cursor="none")

    run(story)


def test_what_was_taken_back_or_is_no_longer_ones_own_is_not_among_them(run):
    async def story(world):
        here = await shop(world)
        _, talk = await here.writing()
        kept, gone = await note(here, world.ana, talk, "@ben"), await note(here, world.ana, talk, "@ben no")
        await remove_message(here.store, world.ana, gone.id)
        assert await named(here, world.ben) == ([kept.text], 1)
        await change_role(here.store, world.ana, here.where, world.ben, "analyst")
        assert await named(here, world.ben) == ([], 0)
        with pytest.raises(NotFound):
            await mark_mention(here.store, world.ben, kept.id, read=True)

    run(story)


def test_who_is_named_is_told_and_no_other_colleague(run):
    async def story(world):
        here = await shop(world)
        visitor, talk = await here.writing()
        said = await note(here, world.ana, talk, "for @ben")
        plain = await note(here, world.ana, talk, "for nobody")
        told = await news_for(here.store, world.ben, said.id)
        assert (told.news.title, told.news.body) == ("Ana", "for @ben")
        assert await news_for(here.store, world.ben, plain.id) is None
        assert await news_for(here.store, visitor.id, said.id) is None
        await mark(here.store, world.ben, talk, read_seq=plain.seq)
        assert await news_for(here.store, world.ben, said.id) is None

    run(story)


def test_an_edit_tells_whom_it_names_anew_and_nobody_twice(run):
    async def story(world):
        here = await shop(world)
        _, talk = await here.writing()
        said = await note(here, world.ana, talk, "look at this")
        await mark(here.store, world.ben, talk, read_seq=said.seq)
        heard = Heard(here.store)
        for text, mentions, told in (
            ("@ben, look", (world.ben,), (world.ben,)),
            ("@ben, look again", (world.ben,), ()),
            ("nobody", (), ()),
            ("@Ben. @ana", (world.ben,), (world.ben,)),
        ):
            after = await edit_message(here.store, world.settings, world.ana, said.id, text=text)
            assert after.content.mentions == mentions
            assert [one.named for one in heard.of(MessageChanged)] == [told]
            assert await named(here, world.ben) == (([text], 1) if mentions else ([], 0))
        assert await news_for(here.store, world.ben, said.id) is None, "they have read what it said before"
        assert (await news_for(here.store, world.ben, said.id, also_read=True)).news.body == "@Ben. @ana"
        again = await edit_message(here.store, world.settings, world.ana, said.id, text="@Ben. @ana")
        assert again.content.mentions == (world.ben,)

    run(story)


@pytest.mark.parametrize(
    ("text", "found"),
    [("@ben", ["ben"]), ("(@Ben.)", ["ben.", "ben"]), ("a@ben", []), ("@@ben", []), ("@b", []),
     ("x.@ben", []), ("@ben.smith-", ["ben.smith-", "ben.smith"]), ("@" * 100_000, [])],
)  # fmt: skip
def test_what_looks_like_a_name(text, found):
    assert handles_in(text) == found
