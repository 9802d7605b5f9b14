"""How a side speaks to the other where a language has two ways for "you".

It is the side's alone: what the other one writes is not changed by it, and they are not told. All who serve a
conversation of an organisation have it in common.
"""

from __future__ import annotations

from sqlalchemy import update

from service.events import ConversationChanged
from service.messaging.access import conversation_access
from service.messaging.listing import one_of_mine
from service.messaging.sides import MEMBER
from service.models import Conversation
from service.store import Store
from service.store.tables import participants
from service.store.unit_of_work import record
from wire.contracts.events import Address


async def set_address(store: Store, me_id: str, conversation_id: str, address: Address) -> Conversation:
    """What my side writes here speaks so from now on. NotFound, NotYours, RoleLacks."""
    async with store.writing() as connection:
        access = await conversation_access(connection, me_id, conversation_id, lock=True)
        column = participants.c.address
        side = (
            participants.c.conversation_id == access.id,
            participants.c.side == access.side,
            participants.c.kind != MEMBER,
        )
        changed = update(participants).where(*side, column.is_distinct_from(address)).values(address=address)
        if (await connection.execute(changed)).rowcount:
            agents = tuple(one.account_id for one in access.state.agents())
            told = agents if access.for_organisation else (me_id,)
            record(connection, ConversationChanged(conversation_id=access.id, person_ids=told))
        return await one_of_mine(connection, me_id, access.id)
