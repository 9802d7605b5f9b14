"""What others see when somebody accepts, ignores, blocks or unblocks: the one who decides, all of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from service.actions import Decided
from service.domain import Conversation
from service.live import Presence
from service.store import Store
from service.web import telling
from service.web.house import House

Decision = Callable[[Store, str, str], Awaitable[Decided]]


async def decide(house: House, decision: Decision, me_id: str, conversation_id: str) -> Conversation:
    """Decide, and show it on all my screens. The other side sees that I accept, or that I have gone, or come.

    To whom I block it looks as if I had left, and as if I were back where I unblock them.
    """
    done = await decision(house.store, me_id, conversation_id)
    if done.shown:
        await telling.show(house, done.other_id, conversation_id)
    elif done.before.talking != done.after.talking:
        here = done.after.talking and bool(await house.presence.online([me_id]))
        frame = Presence(person_id=me_id, online=here, last_seen_at=None if here else done.at)
        await house.hub.ring(done.other_id, frame)
    return await telling.show(house, me_id, conversation_id)
