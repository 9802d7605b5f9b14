"""`/api/organisations/{id}/articles` and `/bot`: what its bot answers from, and whether it does."""

from __future__ import annotations

import msgspec
from litestar import Controller, delete, get, patch, post
from msgspec import UNSET

from service.api.authentication import signed_in
from service.api.context import AppContext
from service.api.languages import chosen
from service.api.limits.guard import limited
from service.api.limits.table import ARTICLES, MEMBERS, READING, UPLOADS
from service.knowledge.articles.commands import (
    bring_articles,
    change_article,
    get_article,
    list_articles,
    remove_article,
    write_article,
)
from service.knowledge.articles.models import (
    Article,
    ArticleFile,
    ArticleItem,
    BotSettings,
    BroughtArticles,
    Changing,
    Writing,
)
from service.knowledge.articles.seat import bot_settings, switch_bot
from service.models import Me

MOST_BYTES = 6 * 1024 * 1024
"""Of a request that brings files."""


class Bringing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Files, each an article of this language."""

    files: tuple[ArticleFile, ...]
    language: str
    always_human: bool = False


class Switching(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The bot, on or off."""

    enabled: bool


class ArticleRoutes(Controller):
    """Articles of an organisation."""

    path = "/api/organisations/{organisation_id:str}/articles"
    tags = ("articles",)
    guards = (signed_in,)

    @get("/", guards=[limited(READING)])
    async def list_all(self, context: AppContext, me: Me, organisation_id: str) -> list[ArticleItem]:
        """All, by title, without their texts."""
        return await list_articles(context.store, me.id, organisation_id)

    @post("/", guards=[limited(ARTICLES)])
    async def write(self, data: Writing, context: AppContext, me: Me, organisation_id: str) -> Article:
        """A new one."""
        chosen(data.language)
        return await write_article(context.store, me.id, organisation_id, data)

    @post("/import", status_code=200, guards=[limited(UPLOADS)], request_max_body_size=MOST_BYTES)
    async def bring(
        self, data: Bringing, context: AppContext, me: Me, organisation_id: str
    ) -> BroughtArticles:
        """Several files of Markdown or plain text in UTF-8; what cannot be taken is named."""
        chosen(data.language)
        return await bring_articles(
            context.store,
            me.id,
            organisation_id,
            data.files,
            language=data.language,
            always_human=data.always_human,
        )

    @get("/{article_id:str}", guards=[limited(READING)])
    async def show(self, context: AppContext, me: Me, organisation_id: str, article_id: str) -> Article:
        """One, whole."""
        return await get_article(context.store, me.id, organisation_id, article_id)

    @patch("/{article_id:str}", guards=[limited(ARTICLES)])
    async def change(
        self, data: Changing, context: AppContext, me: Me, organisation_id: str, article_id: str
    ) -> Article:
        """Change one; what is left out stays."""
        if data.language is not UNSET:
            chosen(data.language)
        return await change_article(context.store, me.id, organisation_id, article_id, data)

    @delete("/{article_id:str}", guards=[limited(ARTICLES)])
    async def remove(self, context: AppContext, me: Me, organisation_id: str, article_id: str) -> None:
        """Remove one; with the last one the bot is off."""
        await remove_article(context.store, me.id, organisation_id, article_id)


class BotRoutes(Controller):
    """The bot of an organisation."""

    path = "/api/organisations/{organisation_id:str}/bot"
    tags = ("articles",)
    guards = (signed_in,)

    @get("/", guards=[limited(READING)])
    async def show(self, context: AppContext, me: Me, organisation_id: str) -> BotSettings:
        """Whether it answers visitors first."""
        return await bot_settings(context.store, me.id, organisation_id)

    @patch("/", guards=[limited(MEMBERS)])
    async def switch(self, data: Switching, context: AppContext, me: Me, organisation_id: str) -> BotSettings:
        """On or off, by an owner."""
        return await switch_bot(context.store, me.id, organisation_id, enabled=data.enabled)
