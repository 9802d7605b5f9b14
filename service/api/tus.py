"""Taking files by tus 1.0.0 (resumable upload) and handing them out: to accounts and to visitors."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any
from urllib.parse import quote

from litestar import Request, Response
from litestar.response import Stream

from service.api.context import AppContext
from service.errors import InvalidInput, NotFound
from service.files import uploads
from service.files.errors import TusVersion
from service.files.queries import KeptFile, file_for
from service.files.storage import CONTENT, PREVIEW, content_key
from service.files.uploads import Upload
from service.messaging.access import conversation_access

VERSION = "1.0.0"
TUS = {"tus-resumable": VERSION, "tus-version": VERSION, "tus-extension": "creation,expiration,termination"}
PART_TYPE = "application/offset+octet-stream"
SANDBOX = "default-src 'none'; sandbox"
"""Policy of a file: where somebody opens it as a page, it can do nothing, and is no page of ours."""
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")

Asking = Request[Any, Any, Any]


async def begin(
    context: AppContext, who: str, request: Asking, conversation_id: str, where: str, *, voices: bool = True
) -> Response[None]:
    """Announce a file of `who` in a conversation of theirs; below `where` it has its address. `voices`: it
    may be a voice note."""
    async with context.store.reading() as connection:
        await conversation_access(connection, who, conversation_id)
    _must_speak_tus(request)
    said = metadata(request.headers.get("upload-metadata", ""))
    if "voice" in said and not voices:
        raise InvalidInput("Voice notes are not taken here.", field="upload-metadata")
    begun = await uploads.begin(
        context.store,
        context.files.storage,
        context.settings,
        who,
        conversation_id,
        size=_number(request, "upload-length"),
        name=said.get("filename", ""),
        claimed=said.get("filetype", ""),
        voice="voice" in said,
    )
    return Response(None, status_code=201, headers=_progress(begun) | {"location": f"{where}/{begun.id}"})


async def progress(context: AppContext, who: str, file_id: str) -> Response[None]:
    """How much of it has come."""
    return Response(None, headers=_progress(await uploads.upload_of(context.store, who, file_id)))


async def append(context: AppContext, who: str, request: Asking, file_id: str) -> Response[None]:
    """The next bytes; with the last ones it is checked before the answer."""
    known = await uploads.upload_of(context.store, who, file_id)
    _must_speak_tus(request)
    if request.headers.get("content-type", "").lower() != PART_TYPE:
        raise InvalidInput(f"A part of a file is sent as {PART_TYPE}.", field="content-type")
    offset = _number(request, "upload-offset")
    files = context.files
    if known.state == "coming":
        known = await uploads.append(context.store, files.storage, who, file_id, offset, request.stream())
    if known.received == known.size and known.state == "coming":
        await files.checker.check(file_id)
    return Response(None, status_code=204, headers=_progress(known))


async def drop(context: AppContext, who: str, file_id: str) -> Response[None]:
    """Take away one that was not sent."""
    await uploads.drop(context.store, who, file_id)
    return Response(None, status_code=204, headers=TUS)


async def content(context: AppContext, who: str, request: Asking, file_id: str) -> Stream | Response[None]:
    """The file, or a part of it by `Range`: to be kept, never shown as a page."""
    found = await file_for(context.store, who, file_id)
    span = _span(request.headers.get("range", ""), found.size)
    return _streamed(context, found, content_key(file_id, CONTENT), span)


async def preview(context: AppContext, who: str, file_id: str) -> Stream:
    """A smaller image, as WebP, of one that is large."""
    found = await file_for(context.store, who, file_id)
    if not found.preview:
        raise NotFound("This file has no preview.")
    headers = _headers(found) | {"content-type": "image/webp"}
    body = context.files.storage.get(content_key(file_id, PREVIEW))
    return Stream(body, headers=headers, media_type="image/webp")


def _streamed(
    context: AppContext, found: KeptFile, key: str, span: tuple[int, int] | None
) -> Stream | Response[None]:
    headers = _headers(found) | {"accept-ranges": "bytes"}
    storage = context.files.storage
    if span is None:
        headers["content-length"] = str(found.size)
        return Stream(storage.get(key), headers=headers, media_type=found.media_type)
    start, end = span
    if start >= end:
        return Response(None, status_code=416, headers={"content-range": f"bytes */{found.size}"})
    headers |= {"content-range": f"bytes {start}-{end - 1}/{found.size}", "content-length": str(end - start)}
    body = storage.get_range(key, start, end)
    return Stream(body, status_code=206, headers=headers, media_type=found.media_type)


def _headers(found: KeptFile) -> dict[str, str]:
    """A file never changes: whoever may have it may keep it. Its name comes in UTF-8 alone (RFC 8187)."""
    return {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(found.name, safe='')}",
        "content-security-policy": SANDBOX,
        "cache-control": "private, max-age=86400, immutable",
        "vary": "authorization, cookie",
    }


def _span(said: str, size: int) -> tuple[int, int] | None:
    """The bytes that are asked for, up to but not with the second number; None: all. Several ranges: all."""
    match = _RANGE.fullmatch(said.strip())
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        return max(0, size - int(last)), size
    return int(first), min(size, int(last) + 1) if last else size


def _must_speak_tus(request: Asking) -> None:
    """TusVersion where the request speaks another version, or none."""
    if request.headers.get("tus-resumable") != VERSION:
        raise TusVersion("Files are taken by tus 1.0.0.", version=VERSION)


def _progress(known: Upload) -> dict[str, str]:
    expires = known.expires_at.strftime("%a, %d %b %Y %H:%M:%S GMT")
    return TUS | {
        "upload-offset": str(known.received),
        "upload-length": str(known.size),
        "upload-expires": expires,
    }


def _number(request: Asking, name: str) -> int:
    said = request.headers.get(name, "")
    if not (said.isascii() and said.isdigit() and len(said) <= 15):
        raise InvalidInput(f"The header {name} is a whole number.", field=name)
    return int(said)


def metadata(said: str) -> dict[str, str]:
    """`Upload-Metadata`: keys and values in Base64, by comma. InvalidInput where it is not that."""
    found = {}
    for pair in filter(None, (one.strip() for one in said.split(","))):
        key, _, value = pair.partition(" ")
        try:
            found[key] = base64.b64decode(value.strip(), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError) as error:
            raise InvalidInput("Upload-Metadata is not well formed.", field="upload-metadata") from error
    return found
