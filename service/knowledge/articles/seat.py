"""Whether visitors of an organisation are answered by its bot first: off until its owner says otherwise."""

from __future__ import annotations

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk import audit
from service.errors import ArticlesMissing
from service.identity import policy
from service.knowledge.articles.models import BotSettings
from service.store import Store
from service.store.tables import articles, organisations
from service.store.typed import fetch


async def bot_settings(store: Store, me_id: str, organisation_id: str) -> BotSettings:
    """Of an organisation for which I converse. NotFound, NotYours, RoleLacks."""
    async with store.reading() as connection:
        await policy.must(connection, me_id, organisation_id, "converse")
        return await _settings(connection, organisation_id)


async def switch_bot(store: Store, me_id: str, organisation_id: str, *, enabled: bool) -> BotSettings:
    """On or off from now on; conversations that it leads are led to their end.

    Raises:
        ArticlesMissing: there is nothing to answer from.
        NotFound, NotYours, RoleLacks.
    """
    async with store.writing() as connection:
        await policy.must(connection, me_id, organisation_id, "configure", lock=True)
        before = await _settings(connection, organisation_id)
        if enabled and not before.articles:
            raise ArticlesMissing("Write an article first: the bot answers from articles alone.")
        mine = update(organisations).where(organisations.c.id == organisation_id)
        await connection.execute(mine.values(bot=enabled))
        await audit.note(connection, organisation_id, me_id, "bot_switched")
        return BotSettings(enabled=enabled, articles=before.articles)


async def _settings(connection: AsyncConnection, organisation_id: str) -> BotSettings:
    count = select(func.count()).where(articles.c.organisation_id == organisation_id).scalar_subquery()
    query = select(organisations.c.bot.label("enabled"), count.label("articles"))
    [found] = await fetch(connection, BotSettings, query.where(organisations.c.id == organisation_id))
    return found
