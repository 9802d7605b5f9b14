"""`/api/glossary`: words that are always translated in one way, or never; mine, and a conversation's."""

from __future__ import annotations

import msgspec
from litestar import Controller, Response, delete, get, post

from service.api.authentication import signed_in
from service.api.context import AppContext
from service.api.downloads import file
from service.api.limits.guard import limited
from service.api.limits.table import DOWNLOADS, READING, UPLOADS, WORDS
from service.knowledge.exchange import words
from service.knowledge.glossary import Entry, add_word, bring_words, read_glossary, remove_word
from service.models import Brought, Glossary, Me, Word


class NewWord(Entry, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line; for me, or for the conversation that is named."""

    conversation_id: str | None = None


class Words(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Tab-separated lines: source, target, source_language, target_language."""

    text: str
    conversation_id: str | None = None


class GlossaryRoutes(Controller):
    """Glossaries."""

    path = "/api/glossary"
    tags = ("glossary",)
    guards = (signed_in,)

    @get("/", guards=[limited(READING)])
    async def show(self, context: AppContext, me: Me, conversation: str | None = None) -> Glossary:
        """What holds for me, and in a conversation of mine where one is named."""
        return await read_glossary(context.store, me.id, conversation)

    @post("/", guards=[limited(WORDS)])
    async def add(self, data: NewWord, context: AppContext, me: Me) -> Word:
        """Add a line."""
        return await add_word(context.store, me.id, data, data.conversation_id)

    @delete("/{word_id:str}", guards=[limited(WORDS)])
    async def remove(self, context: AppContext, me: Me, word_id: str) -> None:
        """Remove a line of mine, or of a conversation of mine."""
        await remove_word(context.store, me.id, word_id)

    @get("/file", guards=[limited(DOWNLOADS)])
    async def take(self, context: AppContext, me: Me, conversation: str | None = None) -> Response[bytes]:
        """My lines, or a conversation's, as tab-separated values."""
        found = await read_glossary(context.store, me.id, conversation)
        queues = words.write(found.conversation if conversation else found.mine)
        return file("words.tsv", "text/tab-separated-values", queues)

    @post("/file", status_code=200, guards=[limited(UPLOADS)])
    async def bring(self, data: Words, context: AppContext, me: Me) -> Brought:
        """Add many lines; those that cannot be taken are named, and stop no other."""
        return await bring_words(context.store, me.id, words.read(data.text), data.conversation_id)
