"""`/api/search`: messages in my conversations, by their words; and in those of one organisation alone."""

from __future__ import annotations

from typing import Annotated

from litestar import get
from litestar.params import Parameter

from service.api.authentication import signed_in
from service.api.context import AppContext
from service.api.limits.guard import limited
from service.api.limits.table import SEARCHING
from service.messaging.results import FoundMessages
from service.messaging.searching import search_messages
from service.models import Me

Before = Annotated[int | None, Parameter(ge=0, le=2**53)]
Most = Annotated[int, Parameter(ge=1, le=50)]


@get("/api/search", tags=("messages",), guards=[signed_in, limited(SEARCHING)])
async def search(
    context: AppContext,
    me: Me,
    text: str,
    conversation: str | None = None,
    before: Before = None,
    limit: Most = 20,
) -> FoundMessages:
    """Messages with all these words, by what was written or what it was translated into; newest first."""
    return await search_messages(
        context.store, me.id, text, conversation_id=conversation, before=before, limit=limit
    )


@get(
    "/api/organisations/{organisation_id:str}/search",
    tags=("messages",),
    guards=[signed_in, limited(SEARCHING)],
)
async def search_organisation(
    context: AppContext,
    me: Me,
    organisation_id: str,
    text: str,
    before: Before = None,
    limit: Most = 20,
) -> FoundMessages:
    """The same in an organisation's conversations, for who may converse there; that they read is noted."""
    return await search_messages(
        context.store, me.id, text, organisation_id=organisation_id, before=before, limit=limit
    )
