"""`/api/canned`: what I keep for sending again. `/api/me/answers`: what is remembered of my answers."""

from __future__ import annotations

import msgspec
from litestar import Controller, delete, get, patch, post

from service.actions.canned import Text, add_canned, read_canned, remove_canned
from service.actions.own_answers import about_answers, forget_answers, switch_answers
from service.domain import CannedAnswer, CannedAnswers, Me, OwnAnswers
from service.web.house import House
from service.web.limits.guard import limited
from service.web.limits.table import CHANGES, READING, WORDS
from service.web.sign import signed_in


class Remembering(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """My answers, remembered or not."""

    on: bool


class CannedRoutes(Controller):
    """Canned answers."""

    path = "/api/canned"
    tags = ("canned",)
    guards = (signed_in,)

    @get("/", guards=[limited(READING)])
    async def show(self, house: House, me: Me) -> CannedAnswers:
        """Mine, and the house's."""
        return await read_canned(house.store, me.id)

    @post("/", guards=[limited(WORDS)])
    async def add(self, data: Text, house: House, me: Me) -> CannedAnswer:
        """Keep one for me."""
        return await add_canned(house.store, me.id, data)

    @delete("/{answer_id:str}", guards=[limited(WORDS)])
    async def remove(self, house: House, me: Me, answer_id: str) -> None:
        """Remove one of mine."""
        await remove_canned(house.store, me.id, answer_id)


class AnswerRoutes(Controller):
    """What is remembered of my answers; nobody else sees any of it."""

    path = "/api/me/answers"
    tags = ("me",)
    guards = (signed_in,)

    @get("/", guards=[limited(READING)])
    async def about(self, house: House, me: Me) -> OwnAnswers:
        """Whether they are remembered, and how many."""
        return await about_answers(house.store, me.id)

    @patch("/", guards=[limited(CHANGES)])
    async def switch(self, data: Remembering, house: House, me: Me) -> OwnAnswers:
        """Remember from now on, or no more."""
        return await switch_answers(house.store, me.id, data.on)

    @delete("/", status_code=200, guards=[limited(CHANGES)])
    async def forget(self, house: House, me: Me) -> OwnAnswers:
        """Forget all."""
        return await forget_answers(house.store, me.id)
