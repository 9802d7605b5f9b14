"""`/api/models`: models for a language that is not translated here, fetched by a worker."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
from litestar import Controller, delete, get, post
from redis.exceptions import RedisError

from service.api.authentication import signed_in
from service.api.context import AppContext
from service.api.languages import chosen
from service.api.limits.guard import limited
from service.api.limits.table import PULLING, READING
from service.errors import InvalidInput, Unavailable
from service.identity.errors import AlreadyFetching
from service.identity.operators import is_operator, operating
from service.models import Me
from wire.broker import pulls
from wire.contracts.ids import new_id
from wire.contracts.languages import primary
from wire.contracts.pulls import Pull, Wanted

log = logging.getLogger(__name__)

THROUGH = "en"
"""Models go to and from this language."""


@contextmanager
def broker() -> Iterator[None]:
    """Unavailable where it is away: by it workers are asked."""
    try:
        yield
    except (RedisError, OSError) as error:
        raise Unavailable("Workers cannot be reached at the moment.") from error


class Fetching(msgspec.Struct, frozen=True, kw_only=True):
    """Whether I may have models fetched, and how far the last ones are; of others nothing is told."""

    operator: bool
    pull: Pull | None


class Language(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Of the list of languages; its models go to and from English."""

    language: str


class ModelRoutes(Controller):
    """Models of this installation, by whoever runs it."""

    path = "/api/models"
    tags = ("languages",)
    guards = (signed_in,)

    @get("/", guards=[limited(READING)])
    async def show(self, context: AppContext, me: Me) -> Fetching:
        """How far it is."""
        may = await is_operator(context.store, context.settings.operators, me)
        with broker():
            return Fetching(operator=may, pull=await pulls.told(context.client) if may else None)

    @post("/pull", status_code=202, guards=[limited(PULLING)])
    async def ask(self, data: Language, context: AppContext, me: Me) -> Fetching:
        """Have models of a language fetched: 409 `already_fetching` where others are."""
        await operating(context.store, context.settings.operators, me)
        language = primary(chosen(data.language) or "")
        if language == THROUGH:
            raise InvalidInput("All models are to or from English.", field="language")
        with broker():
            if not await pulls.ask(context.client, Wanted(id=new_id(), language=language)):
                raise AlreadyFetching("Models of another language are being fetched.")
            log.info("models for %s are to be fetched: asked by %s", language, me.id)
            return Fetching(operator=True, pull=await pulls.told(context.client))

    @delete("/pull", guards=[limited(PULLING)])
    async def cancel(self, context: AppContext, me: Me) -> None:
        """Fetch them no more. What is here of a file stays, and the next time goes on from there."""
        await operating(context.store, context.settings.operators, me)
        with broker():
            wanted = await pulls.wanted(context.client)
            if wanted is not None:
                await pulls.cancel(context.client, wanted)
