"""`/api/organisations/{id}/glossary` and `/canned`: what its owners and admins teach."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Controller, Response, delete, get, post, put
from litestar.params import Parameter

from service.api.authentication import signed_in
from service.api.context import AppContext
from service.api.downloads import TABLE, file
from service.api.languages import chosen
from service.api.limits.guard import limited
from service.api.limits.table import DOWNLOADS, PREVIEWS, READING, SEARCHING, UPLOADS, WORDS
from service.api.socket.interactive import put as hand_over
from service.knowledge.canned import Text, add_canned, canned_of_organisation, remove_canned
from service.knowledge.exchange import words
from service.knowledge.glossary import (
    Entry,
    add_word,
    bring_words,
    change_word,
    remove_word,
    words_of_organisation,
)
from service.knowledge.offers.commands import ask_translation, dismiss
from service.knowledge.offers.models import Dismissed, Offers, WordsAsked
from service.knowledge.offers.queries import offers
from service.models import Brought, CannedAnswer, Me, Word


class Lines(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Tab-separated lines: source, target, source_language, target_language."""

    text: str


class TeachingRoutes(Controller):
    """Words and canned answers of an organisation."""

    path = "/api/organisations/{organisation_id:str}"
    tags = ("organisations",)
    guards = (signed_in,)

    @get("/glossary", guards=[limited(READING)])
    async def words(self, context: AppContext, me: Me, organisation_id: str) -> list[Word]:
        """Its glossary."""
        return list(await words_of_organisation(context.store, me.id, organisation_id))

    @post("/glossary", guards=[limited(WORDS)])
    async def add_word(self, data: Entry, context: AppContext, me: Me, organisation_id: str) -> Word:
        """Add a line."""
        return await add_word(context.store, me.id, data, organisation_id=organisation_id)

    @get("/glossary/file", guards=[limited(DOWNLOADS)])
    async def take_words(self, context: AppContext, me: Me, organisation_id: str) -> Response[bytes]:
        """Its glossary as tab-separated values."""
        found = await words_of_organisation(context.store, me.id, organisation_id)
        return file("glossary.tsv", TABLE, words.write(found))

    @post("/glossary/file", status_code=200, guards=[limited(UPLOADS)])
    async def bring_words(self, data: Lines, context: AppContext, me: Me, organisation_id: str) -> Brought:
        """Add many lines; those that cannot be taken are named, and stop no other."""
        lines = words.read(data.text)
        return await bring_words(context.store, me.id, lines, organisation_id=organisation_id)

    @get("/glossary/offers", guards=[limited(SEARCHING)])
    async def offers(
        self,
        context: AppContext,
        me: Me,
        organisation_id: str,
        into: Annotated[str | None, Parameter(max_length=35)] = None,
    ) -> Offers:
        """Lines that its articles, its agents' corrections and its translations suggest."""
        return await offers(context.store, me.id, organisation_id, into)

    @post("/glossary/offers/dismissed", status_code=204, guards=[limited(WORDS)])
    async def dismiss(self, data: Dismissed, context: AppContext, me: Me, organisation_id: str) -> None:
        """Offer this no more."""
        chosen(data.source_language)
        await dismiss(context.store, me.id, organisation_id, data)

    @post("/glossary/offers/translations", status_code=202, guards=[limited(PREVIEWS)])
    async def translate(self, data: WordsAsked, context: AppContext, me: Me, organisation_id: str) -> None:
        """What an engine makes of words, one a line: pushed to my sockets as `previewed`, with this `ref`."""
        await hand_over(context, await ask_translation(context.store, me.id, organisation_id, data))

    @put("/glossary/{word_id:str}", guards=[limited(WORDS)])
    async def change_word(
        self, data: Entry, context: AppContext, me: Me, organisation_id: str, word_id: str
    ) -> Word:
        """Another line in the place of this one."""
        return await change_word(context.store, me.id, word_id, data, organisation_id=organisation_id)

    @delete("/glossary/{word_id:str}", guards=[limited(WORDS)])
    async def remove_word(self, context: AppContext, me: Me, organisation_id: str, word_id: str) -> None:
        """Remove a line."""
        await remove_word(context.store, me.id, word_id, organisation_id)

    @get("/canned", guards=[limited(READING)])
    async def answers(self, context: AppContext, me: Me, organisation_id: str) -> list[CannedAnswer]:
        """Its canned answers."""
        return list(await canned_of_organisation(context.store, me.id, organisation_id))

    @post("/canned", guards=[limited(WORDS)])
    async def add_answer(self, data: Text, context: AppContext, me: Me, organisation_id: str) -> CannedAnswer:
        """Keep one for all who write for it."""
        return await add_canned(context.store, me.id, data, organisation_id)

    @delete("/canned/{answer_id:str}", guards=[limited(WORDS)])
    async def remove_answer(self, context: AppContext, me: Me, organisation_id: str, answer_id: str) -> None:
        """Remove one."""
        await remove_canned(context.store, me.id, answer_id, organisation_id)
