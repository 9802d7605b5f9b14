"""An ASGI application that passes on what comes to who is in the same room, and acknowledges it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

rooms: defaultdict[str, set[Any]] = defaultdict(set)


async def app(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] != "websocket":
        return
    room = rooms[scope["path"]]
    await receive()
    await send({"type": "websocket.accept"})
    room.add(send)
    try:
        while (event := await receive())["type"] == "websocket.receive":
            await _pass_on(event["text"], room, send)
    finally:
        room.discard(send)


async def _pass_on(text: str, room: set[Any], send: Any) -> None:
    for other in tuple(room):
        if other is not send:
            await other({"type": "websocket.send", "text": text})
    await send({"type": "websocket.send", "text": f"ack {text.split(' ', 2)[1]}"})
