"""`/api/dictations`: what somebody says, as a text for that person alone."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Controller, Request, post

from service.api.authentication import signed_in
from service.api.context import AppContext
from service.api.limits.guard import limited
from service.api.limits.table import DICTATING
from service.api.strict import RAW_BODY
from service.models import Me


class Dictated(msgspec.Struct, frozen=True, kw_only=True):
    """What was understood, to be read before it is used."""

    text: str
    """Empty: nothing was said."""
    language: str | None
    confidence: float | None
    """Mean probability of its words, 0 to 1."""
    rough: bool
    """The engine is bad at this language, or was unsure of what it heard."""


class DictationRoutes(Controller):
    """Speech to text, on request alone."""

    path = "/api/dictations"
    tags = ("dictations",)
    guards = (signed_in,)

    @post(
        "/",
        status_code=200,
        guards=[limited(DICTATING)],
        opt={RAW_BODY: True},
        request_max_body_size=None,
    )
    async def listen(self, context: AppContext, me: Me, request: Request[Me, str, Any]) -> Dictated:
        """The body is the recording, as a browser makes it. Nothing of it is kept."""
        found = await context.files.dictation.write(me.id, me.language, request.stream())
        return Dictated(
            text=found.text, language=found.language, confidence=found.confidence, rough=found.rough
        )
