"""`/api/organisations/{id}/glossary` and `/canned`: what its owners and admins teach."""

from __future__ import annotations

from litestar import Controller, delete, get, post

from service.api.authentication import signed_in
from service.api.context import AppContext
from service.api.limits.guard import limited
from service.api.limits.table import READING, WORDS
from service.knowledge.canned import Text, add_canned, canned_of_organisation, remove_canned
from service.knowledge.glossary import Entry, add_word, remove_word, words_of_organisation
from service.models import CannedAnswer, Me, Word


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
