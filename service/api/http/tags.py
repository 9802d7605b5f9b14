"""`/api/organisations/{id}/tags`, and which of them a conversation at the desk has."""

from __future__ import annotations

import msgspec
from litestar import Controller, delete, get, patch, post, put

from service.api.authentication import signed_in
from service.api.context import AppContext
from service.api.limits.guard import limited
from service.api.limits.table import DESK, READING, WORDS
from service.desk.details import Rating, Tag, Tagged
from service.desk.rating import ratings_of
from service.desk.tags import TagWanted, change_tag, create_tag, delete_tag, list_tags, set_tags
from service.models import Me


class TagMaking(TagWanted, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new tag."""

    name: str


class Tagging(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All tags that a conversation is to have, by id."""

    tags: tuple[str, ...]


class TagRoutes(Controller):
    """Tags of an organisation."""

    path = "/api/organisations/{organisation_id:str}/tags"
    tags = ("organisations",)
    guards = (signed_in,)

    @get("/", guards=[limited(READING)])
    async def list_all(self, context: AppContext, me: Me, organisation_id: str) -> list[Tag]:
        """By name."""
        return await list_tags(context.store, me.id, organisation_id)

    @post("/", guards=[limited(WORDS)])
    async def make(self, data: TagMaking, context: AppContext, me: Me, organisation_id: str) -> Tag:
        """A new one."""
        return await create_tag(context.store, me.id, organisation_id, data)

    @patch("/{tag_id:str}", guards=[limited(WORDS)])
    async def change(
        self, data: TagWanted, context: AppContext, me: Me, organisation_id: str, tag_id: str
    ) -> Tag:
        """Another name or colour."""
        return await change_tag(context.store, me.id, organisation_id, tag_id, data)

    @delete("/{tag_id:str}", guards=[limited(WORDS)])
    async def remove(self, context: AppContext, me: Me, organisation_id: str, tag_id: str) -> None:
        """No conversation has it any more."""
        await delete_tag(context.store, me.id, organisation_id, tag_id)


class DetailRoutes(Controller):
    """What is known of a conversation at the desk."""

    path = "/api/desk/conversations/{conversation_id:str}"
    tags = ("desk",)
    guards = (signed_in,)

    @put("/tags", guards=[limited(DESK)])
    async def tag(self, data: Tagging, context: AppContext, me: Me, conversation_id: str) -> Tagged:
        """These are its tags from now on."""
        return await set_tags(context.store, me.id, conversation_id, data.tags)

    @get("/ratings", guards=[limited(READING)])
    async def ratings(self, context: AppContext, me: Me, conversation_id: str) -> list[Rating]:
        """How its visitor rated it, the newest first."""
        return await ratings_of(context.store, me.id, conversation_id)
