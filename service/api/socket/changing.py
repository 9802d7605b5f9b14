"""Frames that change a message; each is answered with `changed`, the message as its sender sees it."""

from __future__ import annotations

from service.api.context import AppContext
from service.api.limits.table import FRAMES
from service.api.posting import edit_within_limits
from service.messaging.editing import remove_message
from service.messaging.reacting import pin, react
from service.models import Message
from service.realtime.frames import Edit, PinMessage, React, Remove

Changing = Edit | Remove | React | PinMessage


async def changed(context: AppContext, me_id: str, frame: Changing) -> Message:
    """Do it. Raises ServiceError where it is refused."""
    match frame:
        case Edit():
            return await edit_within_limits(
                context,
                me_id,
                frame.message_id,
                text=frame.text,
                edited_at=frame.edited_at,
                link=frame.link,
                first=FRAMES[Edit],
            )
        case Remove():
            return await remove_message(context.store, me_id, frame.message_id)
        case React():
            return await react(context.store, me_id, frame.message_id, emoji=frame.emoji, on=frame.on)
        case PinMessage():
            return await pin(context.store, me_id, frame.message_id, on=frame.on)
