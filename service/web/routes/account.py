"""`/api/me/…`: my password and my sessions."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Controller, Request, Response, delete, get, post, put

from service.actions import change_password, end_others, end_session, list_sessions
from service.domain import Me, Session
from service.web import telling
from service.web.house import House
from service.web.limits.guard import limited
from service.web.limits.table import CHANGES, PASSWORDS, READING
from service.web.sign import cookie, signed_in


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

    @put("/password", status_code=204, guards=[limited(PASSWORDS)])
    async def change_password(
        self, data: NewPassword, house: House, me: Me, request: Request[Me, str, Any]
    ) -> None:
        """Change my password. All my other sessions end, and their sockets close."""
        ended = await change_password(house.store, me.id, request.auth, old=data.old, new=data.new)
        await close_all(house, me.id, ended)

    @post("/deletion", status_code=204, guards=[limited(PASSWORDS)])
    async def delete_me(self, data: Deletion, house: House, me: Me) -> Response[None]:
        """Delete my account, with everything of mine. It cannot be undone."""
        await telling.delete_account(house, me, data.password)
        return Response(None, status_code=204, cookies=[cookie(house.settings, "")])

    @get("/sessions", guards=[limited(READING)])
    async def sessions(self, house: House, me: Me, request: Request[Me, str, Any]) -> list[Session]:
        """Where I am signed in."""
        return await list_sessions(house.store, me.id, request.auth)

    @delete("/sessions", guards=[limited(CHANGES)])
    async def end_others(self, house: House, me: Me, request: Request[Me, str, Any]) -> None:
        """End all my sessions but this one."""
        await close_all(house, me.id, await end_others(house.store, me.id, request.auth))

    @delete("/sessions/{session_id:str}", guards=[limited(CHANGES)])
    async def end_one(self, house: House, me: Me, session_id: str) -> None:
        """End one of my sessions."""
        await close_all(house, me.id, [await end_session(house.store, me.id, session_id)])


async def close_all(house: House, person_id: str, names: list[str]) -> None:
    """Close the sockets of sessions that have ended, on all processes."""
    for name in names:
        await house.hub.end_session(person_id, name)
