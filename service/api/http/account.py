"""`/api/me/…`: my password and my sessions."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Controller, Request, Response, delete, get, post, put

from service.api.authentication import ANY, LACKING, cookie, signed_in
from service.api.context import AppContext
from service.api.limits.guard import limited
from service.api.limits.table import CHANGES, PASSWORDS, READING
from service.identity.accounts import change_password
from service.identity.deletion import delete_me
from service.identity.sessions import end_others, end_session, list_sessions
from service.models import Me, Session


class NewPassword(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The password of today, and the one from now on: 8 to 256 characters."""

    old: str
    new: str


class Deletion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """My password, so that nobody does it at a screen that I left open."""

    password: str


class AccountRoutes(Controller):
    """My password and my sessions."""

    path = "/api/me"
    tags = ("me",)
    guards = (signed_in,)
    opt = dict.fromkeys((LACKING,), ANY)

    @put("/password", status_code=204, guards=[limited(PASSWORDS)])
    async def change_password(
        self, data: NewPassword, context: AppContext, me: Me, request: Request[Me, str, Any]
    ) -> None:
        """Change my password. All my other sessions end, and their sockets close."""
        await change_password(context.store, me.id, request.auth, old=data.old, new=data.new)

    @post("/deletion", status_code=204, guards=[limited(PASSWORDS)])
    async def delete_me(
        self, data: Deletion, context: AppContext, me: Me, request: Request[Me, str, Any]
    ) -> Response[None]:
        """Delete my account, with everything of mine. It cannot be undone."""
        await delete_me(context.store, me.id, password=data.password, token=request.auth)
        return Response(None, status_code=204, cookies=[cookie(context.settings, "")])

    @get("/sessions", guards=[limited(READING)])
    async def sessions(self, context: AppContext, me: Me, request: Request[Me, str, Any]) -> list[Session]:
        """Where I am signed in."""
        return await list_sessions(context.store, me.id, request.auth)

    @delete("/sessions", guards=[limited(CHANGES)])
    async def end_others(self, context: AppContext, me: Me, request: Request[Me, str, Any]) -> None:
        """End all my sessions but this one."""
        await end_others(context.store, me.id, request.auth)

    @delete("/sessions/{session_id:str}", guards=[limited(CHANGES)])
    async def end_one(self, context: AppContext, me: Me, session_id: str) -> None:
        """End one of my sessions."""
        await end_session(context.store, me.id, session_id)
