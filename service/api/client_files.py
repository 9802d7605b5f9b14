"""The built client as static files: hashed ones for good, the others asked for each time; compressed.

All of them are read once, when the app is made: a page and the files it names stay of one build.
"""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from litestar import Request, Response, route
from litestar.enums import HttpMethod
from litestar.handlers import HTTPRouteHandler

from service.api.headers import NOTHING

CLIENT = Path(__file__).parent.parent / "client" / "dist"
PAGES = {"/": "/index.html", "/desk": "/desk.html"}
"""Addresses of pages."""
SHARED = {"/widget.js": {"cross-origin-resource-policy": "cross-origin"}}
"""What pages of other sites may load: addresses, and the headers that let them."""
TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".webmanifest": "application/manifest+json"}
ENCODINGS = {"br": ".br", "gzip": ".gz"}
"""Content coding -> suffix of the file that holds it, best first."""

FOR_GOOD = "public, max-age=31536000, immutable"
HASHED = "/assets/"


class Asset(NamedTuple):
    """One address: its bodies by content coding (`identity` always), its type, and how long it holds."""

    bodies: dict[str, bytes]
    media_type: str
    etag: str
    cache_control: str


def client_files(assets: dict[str, Asset]) -> HTTPRouteHandler | None:
    """A handler for each file of the client, `/` being its index; None where nothing has been built."""
    if not assets:
        return None

    @route(
        list(assets),
        http_method=[HttpMethod.GET, HttpMethod.HEAD],
        name="client",
        include_in_schema=False,
        sync_to_thread=False,
    )
    def client_file(request: Request[Any, Any, Any]) -> Response[bytes]:
        """One file, or 304 where the browser has it."""
        address = request.url.path.rstrip("/") or "/"
        return answer(assets[address], request, headers=SHARED.get(address, {}))

    return client_file


def read_client(folder: Path = CLIENT) -> dict[str, Asset]:
    """Every file by its address, pages also without their suffix; empty where nothing has been built."""
    found = {
        "/" + path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    own = {address: path for address, path in found.items() if not _is_hidden(address)}
    assets = {address: _asset(address, path) for address, path in own.items()}
    return assets | {address: assets[file] for address, file in PAGES.items() if file in assets}


def _is_hidden(address: str) -> bool:
    """What is not served by itself: dot files, and the compressed twins."""
    return "/." in address or address.endswith(tuple(ENCODINGS.values()))


def _asset(address: str, path: Path) -> Asset:
    bodies = {"identity": path.read_bytes()}
    for coding, suffix in ENCODINGS.items():
        twin = path.with_name(path.name + suffix)
        if twin.is_file():
            bodies[coding] = twin.read_bytes()
    etag = hashlib.sha256(bodies["identity"]).hexdigest()[:16]
    return Asset(bodies, _type(path), etag, FOR_GOOD if address.startswith(HASHED) else "no-cache")


def answer(asset: Asset, request: Request[Any, Any, Any], headers: Mapping[str, str]) -> Response[bytes]:
    """A file in the coding that the browser likes best, or 304 where it has it; `headers`: further ones."""
    coding = _coding(request.headers.get("accept-encoding", ""), asset)
    etag = f'"{asset.etag}-{coding}"'
    headers = {**headers, "etag": etag, "cache-control": asset.cache_control, "vary": "accept-encoding"}
    if asset.cache_control == FOR_GOOD:
        headers["content-security-policy"] = NOTHING
    known = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    if etag in known or known == ["*"]:
        return Response(b"", status_code=304, headers=headers, media_type=asset.media_type)
    if coding != "identity":
        headers["content-encoding"] = coding
    body = b"" if request.method == HttpMethod.HEAD else asset.bodies[coding]
    return Response(body, status_code=200, headers=headers, media_type=asset.media_type)


def _coding(accepted: str, asset: Asset) -> str:
    """The best coding that both have. What is named with `q=0` is refused, and `*` is what is not named."""
    wishes = dict(_wish(one) for one in accepted.lower().split(",") if one.strip())
    for coding in ENCODINGS:
        if coding in asset.bodies and wishes.get(coding, wishes.get("*", 0.0)) > 0:
            return coding
    return "identity"


def _wish(text: str) -> tuple[str, float]:
    name, _, parameter = text.partition(";")
    weight = parameter.replace(" ", "").removeprefix("q=")
    try:
        return name.strip(), float(weight) if parameter else 1.0
    except ValueError:
        return name.strip(), 0.0


def _type(path: Path) -> str:
    """Litestar adds the charset to text."""
    return TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
