"""What others see when somebody accepts, ignores, blocks or unblocks: the one who decides, all of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from service.api import notifications
from service.api.context import AppContext
from service.messaging.results import Decided
from service.models import Conversation
from service.realtime.frames import Presence
from service.store import Store

Decision = Callable[[Store, str, str], Awaitable[Decided]]


async def decide(context: AppContext, decision: Decision, me_id: str, conversation_id: str) -> Conversation:
    """Decide, and show it on all my screens. The other side sees that I accept, or that I have gone, or come.

    To whom I block it looks as if I had left, and as if I were back where I unblock them.
    """
    done = await decision(context.store, me_id, conversation_id)
    if done.shown:
        await notifications.show(context, done.other_id, conversation_id)
    elif done.before.talking != done.after.talking:
        here = done.after.talking and bool(await context.presence.online([me_id]))
        frame = Presence(person_id=me_id, online=here, last_seen_at=None if here else done.at)
        await context.connections.notify(done.other_id, frame)
    return await notifications.show(context, me_id, conversation_id)
