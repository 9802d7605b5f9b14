"""`/api/canned`: what I keep for sending again. `/api/me/answers`: what is remembered of my answers."""

from __future__ import annotations

import msgspec
from litestar import Controller, delete, get, patch, post

from service.api.authentication import signed_in
from service.api.context import AppContext
from service.api.limits.guard import limited
from service.api.limits.table import CHANGES, READING, WORDS
from service.knowledge.canned import Text, add_canned, read_canned, remove_canned
from service.knowledge.own_answers import about_answers, forget_answers, switch_answers
from service.models import CannedAnswer, CannedAnswers, Me, OwnAnswers


class Remembering(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """My answers, remembered or not."""

    on: bool


class CannedRoutes(Controller):
    """Canned answers."""

    path = "/api/canned"
    tags = ("canned",)
    guards = (signed_in,)

    @get("/", guards=[limited(READING)])
    async def show(self, context: AppContext, me: Me) -> CannedAnswers:
        """Mine, and the installation's."""
        return await read_canned(context.store, me.id)

    @post("/", guards=[limited(WORDS)])
    async def add(self, data: Text, context: AppContext, me: Me) -> CannedAnswer:
        """Keep one for me."""
        return await add_canned(context.store, me.id, data)

    @delete("/{answer_id:str}", guards=[limited(WORDS)])
    async def remove(self, context: AppContext, me: Me, answer_id: str) -> None:
        """Remove one of mine."""
        await remove_canned(context.store, me.id, answer_id)


class AnswerRoutes(Controller):
    """What is remembered of my answers; nobody else sees any of it."""

    path = "/api/me/answers"
    tags = ("me",)
    guards = (signed_in,)

    @get("/", guards=[limited(READING)])
    async def about(self, context: AppContext, me: Me) -> OwnAnswers:
        """Whether they are remembered, and how many."""
        return await about_answers(context.store, me.id)

    @patch("/", guards=[limited(CHANGES)])
    async def switch(self, data: Remembering, context: AppContext, me: Me) -> OwnAnswers:
        """Remember from now on, or no more."""
        return await switch_answers(context.store, me.id, data.on)

    @delete("/", status_code=200, guards=[limited(CHANGES)])
    async def forget(self, context: AppContext, me: Me) -> OwnAnswers:
        """Forget all."""
        return await forget_answers(context.store, me.id)
