"""`/api/messages/{id}/translation`: corrected by its reader, or as it was. `/api/corrections`: all of it."""

from __future__ import annotations

from typing import Literal

import msgspec
from litestar import Controller, Response, delete, get, put

from service.api.authentication import signed_in
from service.api.context import AppContext
from service.api.downloads import file
from service.api.limits.guard import limited
from service.api.limits.table import CORRECTING, DOWNLOADS
from service.knowledge.corrections import correct_translation, undo_correction
from service.knowledge.exchange import pairs
from service.knowledge.memory import my_pairs
from service.knowledge.segments import numbers_differ
from service.messaging.results import Applied
from service.models import Me, Message

Warned = Literal["numbers"]


class CorrectionRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the reader should read. `client_id` makes it safe to send again."""

    text: str
    client_id: str


class CorrectionResult(msgspec.Struct, frozen=True, kw_only=True):
    """The message as I see it now; and what I may want to look at again, though it was kept."""

    message: Message
    warnings: tuple[Warned, ...] = ()


class CorrectionRoutes(Controller):
    """Translations corrected by hand."""

    path = "/api/messages/{message_id:str}/translation"
    tags = ("corrections",)
    guards = (signed_in,)

    @put("/", guards=[limited(CORRECTING)])
    async def correct(
        self, data: CorrectionRequest, context: AppContext, me: Me, message_id: str
    ) -> CorrectionResult:
        """Put my text in place of the translation; both sides see it at once."""
        done = await correct_translation(
            context.store, context.settings, me.id, message_id, text=data.text, client_id=data.client_id
        )
        mine = _mine(done, me)
        return CorrectionResult(
            message=mine, warnings=("numbers",) if numbers_differ(mine.text, data.text) else ()
        )

    @delete("/", status_code=200, guards=[limited(CORRECTING)])
    async def take_back(self, context: AppContext, me: Me, message_id: str) -> Message:
        """The engine's translation again."""
        done = await undo_correction(context.store, context.settings, me.id, message_id)
        return _mine(done, me)


class MemoryRoutes(Controller):
    """What was corrected, as a file."""

    path = "/api/corrections"
    tags = ("corrections",)
    guards = (signed_in,)

    @get("/", guards=[limited(DOWNLOADS)])
    async def take(
        self, context: AppContext, me: Me, format: pairs.Format = "tsv", conversation: str | None = None
    ) -> Response[bytes]:
        """What I corrected; or, of a conversation of mine, what either side did."""
        found = await my_pairs(context.store, me.id, conversation)
        return file(f"corrections.{format}", pairs.MEDIA[format], pairs.write(format, found))


def _mine(done: Applied, me: Me) -> Message:
    return done.author_view if done.author_id == me.id else done.reader_view
