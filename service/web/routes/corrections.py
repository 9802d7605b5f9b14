"""`/api/messages/{id}/translation`: mended by its reader, or as it was. `/api/corrections`: all mended."""

from __future__ import annotations

from typing import Literal

import msgspec
from litestar import Controller, Response, delete, get, put

from service.actions.corrections import mend_translation, take_back_mend
from service.actions.memory import my_pairs
from service.actions.results import Applied
from service.actions.segments import numbers_differ
from service.domain import Me, Message
from service.duties.apply import ring
from service.exchange import pairs
from service.web.house import House
from service.web.limits.guard import limited
from service.web.limits.table import DOWNLOADS, MENDING
from service.web.sign import signed_in
from service.web.taking import file

Warned = Literal["numbers"]


class Mending(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
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

    @put("/", guards=[limited(MENDING)])
    async def mend(self, data: Mending, house: House, me: Me, message_id: str) -> Mend:
        """Put my text in place of the translation; both sides see it at once."""
        done = await mend_translation(
            house.store, house.settings, me.id, message_id, text=data.text, client_id=data.client_id
        )
        await ring(house.hub, [done])
        mine = _mine(done, me)
        return Mend(message=mine, warnings=("numbers",) if numbers_differ(mine.text, data.text) else ())

    @delete("/", status_code=200, guards=[limited(MENDING)])
    async def take_back(self, house: House, me: Me, message_id: str) -> Message:
        """The engine's translation again."""
        done = await take_back_mend(house.store, house.settings, me.id, message_id)
        await ring(house.hub, [done])
        return _mine(done, me)


class MemoryRoutes(Controller):
    """What was mended, as a file."""

    path = "/api/corrections"
    tags = ("corrections",)
    guards = (signed_in,)

    @get("/", guards=[limited(DOWNLOADS)])
    async def take(
        self, house: House, me: Me, format: pairs.Format = "tsv", conversation: str | None = None
    ) -> Response[bytes]:
        """What I mended; or, of a conversation of mine, what either side did."""
        found = await my_pairs(house.store, me.id, conversation)
        return file(f"corrections.{format}", pairs.MEDIA[format], pairs.write(format, found))


def _mine(done: Applied, me: Me) -> Message:
    return done.author_view if done.author_id == me.id else done.reader_view
