"""What goes over the live sockets, as an AsyncAPI 3 document made of the frames, as OpenAPI is of doors."""

from __future__ import annotations

from functools import cache
from typing import Any, get_args

import msgspec
from litestar import Response, get

from service.api.limits.guard import limited
from service.api.limits.table import LOOKING
from service.api.socket.visitors import MAY_SEND
from service.realtime.frames import FromClient, FromServer, Hello, VisitorHello

SCHEMAS = "#/components/schemas/{name}"


@get("/schema/asyncapi.json", include_in_schema=False, guards=[limited(LOOKING)])
async def show_asyncapi() -> Response[bytes]:
    """The document, beside `/schema/openapi.json`."""
    return Response(_encoded(), media_type="application/json")


@cache
def _encoded() -> bytes:
    return msgspec.json.encode(document())


def document() -> dict[str, Any]:
    """AsyncAPI 3.0, told as the service: what it receives is what clients send."""
    ours, theirs = get_args(FromServer), get_args(FromClient)
    visitors = tuple(VisitorHello if one is Hello else one for one in MAY_SEND)
    frames = (*ours, *theirs, VisitorHello)
    _, schemas = msgspec.json.schema_components(frames, ref_template=SCHEMAS)
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Duologue",
            "version": "1",
            "description": "Frames of the live sockets, JSON texts with a `type`. "
            "What this cannot say (order, positions, resuming) stands in docs/protocol.md.",
        },
        "channels": {
            "live": _channel("/api/live", "People who are signed in", (*theirs, *ours)),
            "widget": _channel("/api/widget/live", "Visitors of a site", (*visitors, *ours)),
        },
        "operations": {
            "fromClient": _operation("receive", "live", theirs),
            "toClient": _operation("send", "live", ours),
            "fromVisitor": _operation("receive", "widget", visitors),
            "toVisitor": _operation("send", "widget", ours),
        },
        "components": {
            "messages": {one.__name__: _message(one) for one in frames},
            "schemas": _as_asyncapi(schemas),
        },
    }


def _as_asyncapi(part: Any) -> Any:
    """Of OpenAPI's discriminator AsyncAPI has the name alone."""
    if isinstance(part, dict):
        mapped = part.get("discriminator")
        named = {"discriminator": mapped["propertyName"]} if isinstance(mapped, dict) else {}
        return {name: _as_asyncapi(one) for name, one in (part | named).items()}
    return [_as_asyncapi(one) for one in part] if isinstance(part, list) else part


def _channel(address: str, who: str, frames: tuple[type, ...]) -> dict[str, Any]:
    messages = {one.__name__: {"$ref": f"#/components/messages/{one.__name__}"} for one in frames}
    return {"address": address, "description": f"{who}: one socket a client.", "messages": messages}


def _operation(action: str, channel: str, frames: tuple[type, ...]) -> dict[str, Any]:
    where = f"#/channels/{channel}"
    return {
        "action": action,
        "channel": {"$ref": where},
        "messages": [{"$ref": f"{where}/messages/{one.__name__}"} for one in frames],
    }


def _message(frame: type) -> dict[str, Any]:
    tag = str(msgspec.inspect.type_info(frame).tag)  # type: ignore[attr-defined]
    about = (frame.__doc__ or "").partition("\n")[0]
    return {"name": tag, "summary": about, "payload": {"$ref": SCHEMAS.format(name=frame.__name__)}}
