"""Models of predictive text as static files: named by what is in them, so a browser keeps them for good."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from service.errors import NotFound

FOR_GOOD = "public, max-age=31536000, immutable"


def typing_files(folder: Traversable | None = None) -> list[HTTPRouteHandler]:
    """`/typing/index.json`, which language has which file, and those files.

    Args:
        folder: holds `<language>.bin`; by default the models that ship. Read once, when the app is made.
    """
    folder = folder or files("models").joinpath("autocomplete")
    bodies = {path.name.removesuffix(".bin"): path.read_bytes() for path in _models(folder)}
    index = {language: f"/typing/{language}.{_stamp(body)}.bin" for language, body in bodies.items()}
    by_address = {index[language]: body for language, body in bodies.items()}

    @get("/typing/index.json", include_in_schema=False, sync_to_thread=False)
    def typing_index() -> Response[dict[str, str]]:
        """Language -> address of its model; asked again each time."""
        return Response(index, headers={"cache-control": "no-cache"})

    @get("/typing/{name:str}", include_in_schema=False, sync_to_thread=False)
    def typing_model(request: Request[Any, Any, Any]) -> Response[bytes]:
        """One model."""
        body = by_address.get(request.url.path)
        if body is None:
            raise NotFound("This model is not here. See /typing/index.json.")
        return Response(body, media_type="application/octet-stream", headers={"cache-control": FOR_GOOD})

    return [typing_index, typing_model]


def _models(folder: Traversable) -> list[Traversable]:
    if not folder.is_dir():
        return []
    return sorted((one for one in folder.iterdir() if one.name.endswith(".bin")), key=lambda one: one.name)


def _stamp(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:16]
