"""The browser client as static files; a browser asks each time whether its copy still holds."""

from __future__ import annotations

import asyncio
import mimetypes
from pathlib import Path
from typing import Any

from litestar import Request, Response, route
from litestar.enums import HttpMethod
from litestar.handlers import HTTPRouteHandler

CLIENT = Path(__file__).parent.parent / "client"
INDEX = "index.html"
TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".webmanifest": "application/manifest+json"}


def client_files(folder: Path = CLIENT) -> HTTPRouteHandler | None:
    """A handler for each file of the client, `/` being its index; None where there is no client.

    The list of files is read when the app is made; what is in them is read with each request.
    """
    files = _addresses(folder)
    if not files:
        return None

    @route(
        list(files),
        http_method=[HttpMethod.GET, HttpMethod.HEAD],
        name="client",
        include_in_schema=False,
    )
    async def client_file(request: Request[Any, Any, Any]) -> Response[bytes]:
        """One file, or 304 where the browser has it."""
        return await _answer(files[request.url.path.rstrip("/") or "/"], request)

    return client_file


def _addresses(folder: Path) -> dict[str, Path]:
    found = {
        "/" + path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    if f"/{INDEX}" in found:
        found["/"] = found[f"/{INDEX}"]
    return {address: path for address, path in found.items() if "/." not in address}


async def _answer(path: Path, request: Request[Any, Any, Any]) -> Response[bytes]:
    stat = await asyncio.to_thread(path.stat)
    etag = f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'
    headers = {"etag": etag, "cache-control": "no-cache"}
    media_type = _type(path)
    known = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    if etag in known or known == ["*"]:
        return Response(b"", status_code=304, headers=headers, media_type=media_type)
    body = b"" if request.method == HttpMethod.HEAD else await asyncio.to_thread(path.read_bytes)
    return Response(body, status_code=200, headers=headers, media_type=media_type)


def _type(path: Path) -> str:
    """Litestar adds the charset to text."""
    return TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
