"""Articles of an organisation: written, changed, removed and brought in by who may teach it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk import audit
from service.errors import InvalidInput, NotFound, ServiceError, TitleTaken, TooMany
from service.identity import policy
from service.knowledge.articles import checks
from service.knowledge.articles.models import (
    Article,
    ArticleFile,
    ArticleItem,
    BroughtArticles,
    Changing,
    RefusedFile,
    Writing,
)
from service.knowledge.articles.splitting import split
from service.store import Store
from service.store.tables import articles, organisations, passages
from service.store.typed import fetch, fetch_one
from wire.contracts.ids import is_id, new_id

MOST = 500
"""Articles of one organisation."""

MOST_CHARACTERS = 400_000
"""Of all its articles: about a thousand passages, which a worker searches in milliseconds."""

_ITEM = (
    articles.c.id, articles.c.title, articles.c.language, articles.c.always_human,
    func.length(articles.c.text).label("characters"), articles.c.created_at, articles.c.updated_at,
)  # fmt: skip


async def list_articles(store: Store, me_id: str, organisation_id: str) -> list[ArticleItem]:
    """Those of an organisation for which I converse, by title. NotFound, NotYours, RoleLacks."""
    query = select(*_ITEM).where(articles.c.organisation_id == organisation_id)
    async with store.reading() as connection:
        await policy.must(connection, me_id, organisation_id, "converse")
        return await fetch(connection, ArticleItem, query.order_by(articles.c.title, articles.c.id))


async def get_article(store: Store, me_id: str, organisation_id: str, article_id: str) -> Article:
    """One of them, whole. NotFound, NotYours, RoleLacks."""
    async with store.reading() as connection:
        await policy.must(connection, me_id, organisation_id, "converse")
        return await _one(connection, organisation_id, article_id)


async def write_article(store: Store, me_id: str, organisation_id: str, written: Writing) -> Article:
    """A new article.

    Raises:
        InvalidInput, TextEmpty, TextTooLong: it cannot be kept so.
        NotFound, NotYours, RoleLacks.
        TitleTaken, TooMany.
    """
    values = checks.whole(written)
    async with store.writing() as connection:
        await policy.must(connection, me_id, organisation_id, "teach", lock=True)
        await _must_be_free(connection, organisation_id, values)
        made = await _add(connection, organisation_id, values)
        await _changed(connection, organisation_id)
        await audit.note(connection, organisation_id, me_id, "article_created", subject_id=made)
        return await _one(connection, organisation_id, made)


async def change_article(
    store: Store, me_id: str, organisation_id: str, article_id: str, wanted: Changing
) -> Article:
    """Change one. Raises as `write_article`."""
    values = checks.values(wanted)
    async with store.writing() as connection:
        await policy.must(connection, me_id, organisation_id, "teach", lock=True)
        before = await _one(connection, organisation_id, article_id)
        named = {"title": before.title, "language": before.language} | values
        await _must_be_free(connection, organisation_id, named, but=article_id)
        if values:
            await _rewrite(connection, organisation_id, article_id, values)
            await _changed(connection, organisation_id)
            await audit.note(connection, organisation_id, me_id, "article_changed", subject_id=article_id)
        return await _one(connection, organisation_id, article_id)


async def remove_article(store: Store, me_id: str, organisation_id: str, article_id: str) -> None:
    """Remove one; with the last one the bot is off. NotFound, NotYours, RoleLacks."""
    async with store.writing() as connection:
        await policy.must(connection, me_id, organisation_id, "teach", lock=True)
        await _one(connection, organisation_id, article_id)
        await connection.execute(delete(articles).where(articles.c.id == article_id))
        await _changed(connection, organisation_id)
        await audit.note(connection, organisation_id, me_id, "article_deleted", subject_id=article_id)


async def bring_articles(
    store: Store,
    me_id: str,
    organisation_id: str,
    files: Sequence[ArticleFile],
    *,
    language: str,
    always_human: bool,
) -> BroughtArticles:
    """Several files at once; one of a title that is known in this language takes its place. One that cannot
    be taken is named and stops no other.

    Raises:
        InvalidInput: there are more than `checks.MOST_FILES`, or it is no language.
        NotFound, NotYours, RoleLacks.
    """
    if len(files) > checks.MOST_FILES:
        raise InvalidInput(f"At most {checks.MOST_FILES} files at once.", field="files")
    added, replaced, refused = 0, 0, list[RefusedFile]()
    async with store.writing() as connection:
        await policy.must(connection, me_id, organisation_id, "teach", lock=True)
        for one in files:
            try:
                values = checks.whole(checks.read(one, language, always_human=always_human))
                known = await _named(connection, organisation_id, values)
                if known is None:
                    await _add(connection, organisation_id, values)
                else:
                    await _rewrite(connection, organisation_id, known, values)
            except ServiceError as error:
                refused.append(RefusedFile(name=one.name[: checks.LONGEST_NAME], code=error.code))
                continue
            added, replaced = added + (known is None), replaced + (known is not None)
        if added or replaced:
            await _changed(connection, organisation_id)
            await audit.note(connection, organisation_id, me_id, "articles_imported")
    return BroughtArticles(added=added, replaced=replaced, refused=tuple(refused))


async def _add(connection: AsyncConnection, organisation_id: str, values: dict[str, Any]) -> str:
    now, made = datetime.now(UTC), new_id()
    await _must_fit(connection, organisation_id, len(values["text"]))
    row = {"id": made, "organisation_id": organisation_id, "created_at": now, "updated_at": now}
    await connection.execute(insert(articles).values(row | values))
    await _cut(connection, organisation_id, made, values["text"])
    return made


async def _rewrite(
    connection: AsyncConnection, organisation_id: str, article_id: str, values: dict[str, Any]
) -> None:
    if "text" in values:
        await _must_fit(connection, organisation_id, len(values["text"]), but=article_id)
        await connection.execute(delete(passages).where(passages.c.article_id == article_id))
        await _cut(connection, organisation_id, article_id, values["text"])
    where = update(articles).where(articles.c.id == article_id)
    await connection.execute(where.values(updated_at=datetime.now(UTC), **values))


async def _cut(connection: AsyncConnection, organisation_id: str, article_id: str, text: str) -> None:
    common = {"article_id": article_id, "organisation_id": organisation_id}
    rows = [
        common | {"id": new_id(), "number": number, "heading": one.heading, "text": one.text}
        for number, one in enumerate(split(text))
    ]
    await connection.execute(insert(passages), rows)


async def _must_fit(
    connection: AsyncConnection, organisation_id: str, characters: int, *, but: str = ""
) -> None:
    """TooMany: the organisation has as many articles as it may, or as much in them."""
    query = select(func.count(), func.coalesce(func.sum(func.length(articles.c.text)), 0)).where(
        articles.c.organisation_id == organisation_id, articles.c.id != but
    )
    count, held = (await connection.execute(query)).one()
    if count >= MOST:
        raise TooMany(f"An organisation has at most {MOST} articles.", limit=MOST)
    if held + characters > MOST_CHARACTERS:
        said = f"All articles together have at most {MOST_CHARACTERS} characters."
        raise TooMany(said, limit=MOST_CHARACTERS)


async def _must_be_free(
    connection: AsyncConnection, organisation_id: str, values: dict[str, Any], *, but: str | None = None
) -> None:
    if await _named(connection, organisation_id, values) not in (None, but):
        raise TitleTaken("Another article of this language has this title.")


async def _named(connection: AsyncConnection, organisation_id: str, values: dict[str, Any]) -> str | None:
    query = select(articles.c.id).where(
        articles.c.organisation_id == organisation_id,
        articles.c.title == values["title"],
        articles.c.language == values["language"],
    )
    found: str | None = await connection.scalar(query)
    return found


async def _changed(connection: AsyncConnection, organisation_id: str) -> None:
    """Workers are to look at them anew; a bot without articles is off."""
    any_left = select(articles.c.id).where(articles.c.organisation_id == organisation_id).exists()
    values = {"articles_rev": organisations.c.articles_rev + 1, "bot": organisations.c.bot & any_left}
    await connection.execute(
        update(organisations).where(organisations.c.id == organisation_id).values(**values)
    )


async def _one(connection: AsyncConnection, organisation_id: str, article_id: str) -> Article:
    query = select(*_ITEM, articles.c.text).where(
        articles.c.id == article_id, articles.c.organisation_id == organisation_id
    )
    found = await fetch_one(connection, Article, query) if is_id(article_id) else None
    if found is None:
        raise NotFound("There is no such article.")
    return found
