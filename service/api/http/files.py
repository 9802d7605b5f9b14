"""Files by tus 1.0.0 (resumable upload), and to who may have them."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, Response, delete, get, head, patch, post
from litestar.datastructures import ResponseHeader
from litestar.response import Stream

from service.api import tus
from service.api.authentication import signed_in
from service.api.context import AppContext
from service.api.limits.guard import limited
from service.api.limits.table import FILES_BEGUN, FILES_READ, FILES_WRITTEN
from service.api.strict import RAW_BODY
from service.models import Me


class NewFileRoutes(Controller):
    """Beginning a file in a conversation."""

    path = "/api/conversations"
    tags = ("files",)
    guards = (signed_in,)

    @post("/{conversation_id:str}/files", status_code=201, guards=[limited(FILES_BEGUN)])
    async def begin(
        self, context: AppContext, me: Me, request: Request[Me, str, Any], conversation_id: str
    ) -> Response[None]:
        """Announce a file: `Upload-Length`, and `Upload-Metadata` with `filename` and `filetype`, and
        `voice` where it is a voice note. Its address is in `Location`."""
        return await tus.begin(context, me.id, request, conversation_id, FileRoutes.path)


class FileRoutes(Controller):
    """One file."""

    path = "/api/files"
    tags = ("files",)
    guards = (signed_in,)
    response_headers = (ResponseHeader(name="tus-resumable", value=tus.VERSION),)

    @head("/{file_id:str}", guards=[limited(FILES_WRITTEN)])
    async def progress(self, context: AppContext, me: Me, file_id: str) -> Response[None]:
        """How much of a file of mine has come: `Upload-Offset` of `Upload-Length` bytes."""
        return await tus.progress(context, me.id, file_id)

    @patch(
        "/{file_id:str}",
        status_code=204,
        guards=[limited(FILES_WRITTEN)],
        opt={RAW_BODY: True},
        request_max_body_size=None,
    )
    async def append(
        self, context: AppContext, me: Me, request: Request[Me, str, Any], file_id: str
    ) -> Response[None]:
        """The next bytes, from `Upload-Offset` on. With the last ones it is checked before the answer."""
        return await tus.append(context, me.id, request, file_id)

    @delete("/{file_id:str}", guards=[limited(FILES_WRITTEN)])
    async def drop(self, context: AppContext, me: Me, file_id: str) -> Response[None]:
        """Take away a file of mine that was not sent."""
        return await tus.drop(context, me.id, file_id)

    @get("/{file_id:str}", guards=[limited(FILES_READ)])
    async def content(
        self, context: AppContext, me: Me, request: Request[Me, str, Any], file_id: str
    ) -> Stream | Response[None]:
        """The file, or a part of it by `Range`: to be kept, never shown as a page."""
        return await tus.content(context, me.id, request, file_id)

    @get("/{file_id:str}/preview", guards=[limited(FILES_READ)])
    async def preview(self, context: AppContext, me: Me, file_id: str) -> Stream:
        """A smaller image, as WebP, of one that is large."""
        return await tus.preview(context, me.id, file_id)
