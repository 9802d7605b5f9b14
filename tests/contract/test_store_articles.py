"""Articles of an organisation: who may write them, how much there may be, and when its bot may answer."""

import pytest
from sqlalchemy import select

from service.errors import (
    ArticlesMissing,
    InvalidInput,
    NotFound,
    NotYours,
    RoleLacks,
    TextEmpty,
    TextTooLong,
    TitleTaken,
    TooMany,
)
from service.identity.organisations import create_organisation
from service.knowledge.articles import checks, commands
from service.knowledge.articles.commands import (
    bring_articles,
    change_article,
    get_article,
    list_articles,
    remove_article,
    write_article,
)
from service.knowledge.articles.models import ArticleFile, Changing, RefusedFile, Writing
from service.knowledge.articles.seat import bot_settings, switch_bot
from service.store.tables import organisations, passages
from tests.contract.test_store_organisations import company

RETURNS = Writing(title="Returns", language="en", text="# Returns\nThirty days.\n# Refunds\nFive days.")


async def cut(world, article_id):
    query = select(passages).where(passages.c.article_id == article_id).order_by(passages.c.number)
    async with world.store.reading() as connection:
        return [(one.heading, one.text) for one in await connection.execute(query)]


async def rev(world, where):
    async with world.store.reading() as connection:
        return await connection.scalar(
            select(organisations.c.articles_rev).where(organisations.c.id == where)
        )


def test_articles_are_written_changed_and_removed(run):
    async def story(world):
        where = await company(world, ben="agent")
        made = await write_article(world.store, world.ana, where, RETURNS)
        assert (made.title, made.text, made.characters) == ("Returns", RETURNS.text, len(RETURNS.text))
        assert await get_article(world.store, world.ben, where, made.id) == made
        [item] = await list_articles(world.store, world.ben, where)
        assert (item.id, item.always_human) == (made.id, False)
        assert await cut(world, made.id) == [("Returns", "Thirty days."), ("Refunds", "Five days.")]
        assert await rev(world, where) == 1
        new = Changing(text="Forty days.", always_human=True)
        changed = await change_article(world.store, world.ana, where, made.id, new)
        assert (changed.text, changed.always_human, changed.title) == ("Forty days.", True, "Returns")
        assert await cut(world, made.id) == [("", "Forty days.")]
        with pytest.raises(TitleTaken):
            await write_article(world.store, world.ana, where, RETURNS)
        await write_article(world.store, world.ana, where, Writing(title="Returns", language="pt", text="a"))
        assert await rev(world, where) == 3
        await remove_article(world.store, world.ana, where, made.id)
        with pytest.raises(NotFound):
            await get_article(world.store, world.ana, where, made.id)
        assert await cut(world, made.id) == []

    run(story)


def test_who_may_and_of_which_organisation(run):
    async def story(world):
        where = await company(world, ben="agent")
        rival = (await create_organisation(world.store, world.eva, name="Rival", language="es")).id
        made = await write_article(world.store, world.ana, where, RETURNS)
        for who, error in ((world.ben, RoleLacks), (world.eva, NotYours)):
            with pytest.raises(error):
                await write_article(world.store, who, where, RETURNS)
            with pytest.raises(error):
                await remove_article(world.store, who, where, made.id)
            with pytest.raises(error):
                await switch_bot(world.store, who, where, enabled=True)
        for act in (get_article, remove_article):
            with pytest.raises(NotFound):
                await act(world.store, world.eva, rival, made.id)
        with pytest.raises(NotFound):
            await change_article(world.store, world.eva, rival, made.id, Changing(text="ours"))
        assert await list_articles(world.store, world.eva, rival) == []

    run(story)


def test_what_cannot_be_kept_is_refused(run, monkeypatch):
    async def story(world):
        where = await company(world)

        async def write(**changes):
            said = {"title": "T", "language": "en", "text": "x"} | changes
            return await write_article(world.store, world.ana, where, Writing(**said))

        for changes, error in (
            ({"title": "\u200b"}, InvalidInput),
            ({"title": "x" * 201}, InvalidInput),
            ({"text": "# Only a heading"}, TextEmpty),
            ({"text": "x" * (checks.LONGEST_TEXT + 1)}, TextTooLong),
            ({"text": "a\x00"}, InvalidInput),
            ({"language": "nothing at all"}, InvalidInput),
        ):
            with pytest.raises(error):
                await write(**changes)
        monkeypatch.setattr(commands, "MOST_CHARACTERS", 10)
        made = await write(text="x" * 10)
        with pytest.raises(TooMany):
            await write(title="U", text="y")
        same = Changing(text="z" * 10)
        assert (await change_article(world.store, world.ana, where, made.id, same)).text == "z" * 10
        monkeypatch.setattr(commands, "MOST", 1)
        monkeypatch.setattr(commands, "MOST_CHARACTERS", 100)
        with pytest.raises(TooMany):
            await write(title="U")

    run(story)


def test_files_are_brought_in_and_those_that_cannot_be_are_named(run):
    async def story(world):
        where = await company(world)

        async def bring(*files, **more):
            given = [ArticleFile(name=name, content=content) for name, content in files]
            options = {"language": "en", "always_human": False} | more
            return await bring_articles(world.store, world.ana, where, given, **options)

        found = await bring(
            ("docs/returns.md", "\ufeff# Returns\n\nThirty days.".encode()),
            ("hours.txt", b"Nine to five."),
            ("latin.txt", "Até já".encode("latin-1")),
            ("large.md", b"x" * 1_000_000),
            ("empty.md", b"\n"),
        )
        assert (found.added, found.replaced) == (2, 0)
        assert found.refused == (
            RefusedFile(name="latin.txt", code="encoding_unknown"),
            RefusedFile(name="large.md", code="text_too_long"),
            RefusedFile(name="empty.md", code="text_empty"),
        )
        titles = [one.title for one in await list_articles(world.store, world.ana, where)]
        assert titles == ["Returns", "hours"]
        again = await bring(("returns.md", b"# Returns\n\nForty days."), ("hours.txt", b"x"), language="pt")
        assert (again.added, again.replaced) == (2, 0), "another language is another article"
        again = await bring(("returns.md", b"# Returns\n\nForty days."))
        assert (again.added, again.replaced) == (0, 1)
        with pytest.raises(InvalidInput):
            await bring(*[("a.md", b"a")] * (checks.MOST_FILES + 1))

    run(story)


def test_the_bot_is_off_until_an_owner_wants_it_and_while_there_is_nothing_to_answer_from(run):
    async def story(world):
        where = await company(world, ben="admin")
        with pytest.raises(ArticlesMissing):
            await switch_bot(world.store, world.ana, where, enabled=True)
        made = await write_article(world.store, world.ben, where, RETURNS)
        before = await bot_settings(world.store, world.ben, where)
        assert (before.enabled, before.articles) == (False, 1)
        with pytest.raises(RoleLacks):
            await switch_bot(world.store, world.ben, where, enabled=True)
        assert (await switch_bot(world.store, world.ana, where, enabled=True)).enabled
        await remove_article(world.store, world.ben, where, made.id)
        after = await bot_settings(world.store, world.ana, where)
        assert (after.enabled, after.articles) == (False, 0)

    run(story)
