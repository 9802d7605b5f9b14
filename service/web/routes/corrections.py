"""`/api/messages/{id}/translation`: a reader mends it, or takes that back."""

from __future__ import annotations

from typing import Literal

import msgspec
from litestar import Controller, delete, put

from service.actions.corrections import mend_translation, take_back_mend
from service.actions.results import Applied
from service.actions.segments import numbers_differ
from service.domain import Me, Message
from service.duties.apply import ring
from service.web.house import House
from service.web.sign import signed_in

Warned = Literal["numbers"]


class Mending(msgspec.Struct, frozen=True, kw_only=True):
    """What the reader should read. `client_id` makes it safe to send again."""

    text: str
    client_id: str


class Mend(msgspec.Struct, frozen=True, kw_only=True):
    """The message as I see it now; and what I may want to look at again, though it was kept."""

    message: Message
    warnings: tuple[Warned, ...] = ()


class CorrectionRoutes(Controller):
    """Translations mended by hand."""

    path = "/api/messages/{message_id:str}/translation"
    tags = ("corrections",)
    guards = (signed_in,)

    @put("/")
    async def mend(self, data: Mending, house: House, me: Me, message_id: str) -> Mend:
        """Put my text in place of the translation; both sides see it at once."""
        done = await mend_translation(
            house.store, house.settings, me.id, message_id, text=data.text, client_id=data.client_id
        )
        await ring(house.hub, [done])
        mine = _mine(done, me)
        return Mend(message=mine, warnings=("numbers",) if numbers_differ(mine.text, data.text) else ())

    @delete("/", status_code=200)
    async def take_back(self, house: House, me: Me, message_id: str) -> Message:
        """The engine's translation again."""
        done = await take_back_mend(house.store, house.settings, me.id, message_id)
        await ring(house.hub, [done])
        return _mine(done, me)


def _mine(done: Applied, me: Me) -> Message:
    return done.author_view if done.author_id == me.id else done.reader_view
