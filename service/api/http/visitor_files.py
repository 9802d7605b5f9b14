"""Files of a visitor, by its own token: those that it brings, and those that agents have sent it."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, Response, delete, get, head, patch, post
from litestar.datastructures import ResponseHeader
from litestar.response import Stream

from service.api import tus
from service.api.authentication import visiting
from service.api.context import AppContext
from service.api.limits.guard import limited
from service.api.limits.table import FILES_BEGUN, FILES_READ, FILES_WRITTEN
from service.api.strict import RAW_BODY
from service.desk.models import Visitor

FILES = "/api/widget/visitors/me/files"


class VisitorNewFileRoutes(Controller):
    """Beginning a file."""

    path = "/api/widget/visitors/me/conversations"
    tags = ("widget",)
    guards = (visiting,)
    security = ({"bearer": []},)

    @post("/{conversation_id:str}/files", status_code=201, guards=[limited(FILES_BEGUN)])
    async def begin(
        self,
        context: AppContext,
        visitor: Visitor,
        request: Request[Visitor, str, Any],
        conversation_id: str,
    ) -> Response[None]:
        """Announce a file, as people with an account do. Its address is in `Location`."""
        return await tus.begin(context, visitor.id, request, conversation_id, FILES, voices=False)


class VisitorFileRoutes(Controller):
    """One file."""

    path = FILES
    tags = ("widget",)
    guards = (visiting,)
    security = ({"bearer": []},)
    response_headers = (ResponseHeader(name="tus-resumable", value=tus.VERSION),)

    @head("/{file_id:str}", guards=[limited(FILES_WRITTEN)])
    async def progress(self, context: AppContext, visitor: Visitor, file_id: str) -> Response[None]:
        """How much of a file of mine has come."""
        return await tus.progress(context, visitor.id, file_id)

    @patch(
        "/{file_id:str}",
        status_code=204,
        guards=[limited(FILES_WRITTEN)],
        opt={RAW_BODY: True},
        request_max_body_size=None,
    )
    async def append(
        self, context: AppContext, visitor: Visitor, request: Request[Visitor, str, Any], file_id: str
    ) -> Response[None]:
        """The next bytes. With the last ones it is checked before the answer."""
        return await tus.append(context, visitor.id, request, file_id)

    @delete("/{file_id:str}", guards=[limited(FILES_WRITTEN)])
    async def drop(self, context: AppContext, visitor: Visitor, file_id: str) -> Response[None]:
        """Take away a file of mine that was not sent."""
        return await tus.drop(context, visitor.id, file_id)

    @get("/{file_id:str}", guards=[limited(FILES_READ)])
    async def content(
        self, context: AppContext, visitor: Visitor, request: Request[Visitor, str, Any], file_id: str
    ) -> Stream | Response[None]:
        """The file, or a part of it by `Range`."""
        return await tus.content(context, visitor.id, request, file_id)

    @get("/{file_id:str}/preview", guards=[limited(FILES_READ)])
    async def preview(self, context: AppContext, visitor: Visitor, file_id: str) -> Stream:
        """A smaller image, as WebP, of one that is large."""
        return await tus.preview(context, visitor.id, file_id)
