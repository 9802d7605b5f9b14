"""Let weeks of a desk happen, by the ordinary actions, each with the time at which it is to have been."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Callable, Sequence
from hashlib import sha256

from sqlalchemy import select

from service.demo.desk.founding import Founded
from service.demo.desk.tickets import Step, Ticket
from service.desk.commands import assign, resolve
from service.desk.models import Identity, Visitor
from service.desk.rating import RatingGiven, rate
from service.desk.tags import set_tags
from service.desk.visiting import Coming, come, open_mine
from service.desk.visitors import visitor_of
from service.messaging.messages import post_message
from service.store import Store
from service.store.tables import contacts, messages, participants
from wire.contracts.settings import Settings

AT_ONCE = 8
"""Conversations that go on side by side."""


class Desk:
    """The organisation at work. `ids`: accounts by handle."""

    def __init__(self, store: Store, settings: Settings, ids: dict[str, str], founded: Founded) -> None:
        self._store, self._settings, self._ids, self._founded = store, settings, ids, founded

    async def serve(self, tickets: Sequence[Ticket], said: Callable[[int], None]) -> int:
        """Every conversation that is not there yet; how many these were. `said` is told how many are done."""
        there, gate, done = await self._begun(), asyncio.Semaphore(AT_ONCE), 0

        async def one(ticket: Ticket) -> bool:
            nonlocal done
            async with gate:
                fresh = there.get(ticket.reference, -1) < _last(ticket)
                if fresh:
                    await self._go_through(ticket, there.get(ticket.reference, -1))
            done += 1
            said(done)
            return fresh

        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(ticket)) for ticket in tickets]
        return sum(task.result() for task in tasks)

    async def _begun(self) -> dict[str, int]:
        """The last step that left a message, by the customer's reference. What was said later by others
        begins with no name of ours, and changes nothing."""
        query = (
            select(contacts.c.reference, messages.c.client_id)
            .join(participants, participants.c.contact_id == contacts.c.id)
            .join(messages, messages.c.conversation_id == participants.c.conversation_id)
            .where(contacts.c.organisation_id == self._founded.organisation_id)
            .where(contacts.c.reference.startswith("demo-"), messages.c.client_id.startswith("demo-desk-"))
        )
        found: dict[str, int] = {}
        async with self._store.reading() as connection:
            for row in await connection.execute(query):
                number = int(row.client_id.rpartition("-")[2])
                found[row.reference] = max(found.get(row.reference, -1), number)
        return found

    async def _go_through(self, ticket: Ticket, done: int) -> None:
        """From the step after `done` on."""
        visitor = await self._visitor(ticket)
        begun = ticket.steps[0].at
        talk, _ = await open_mine(self._store, visitor, demo_at=begun)
        for number, step in enumerate(ticket.steps):
            if number > done:
                await self._do(step, number, visitor, talk.id)
        tag = self._founded.tags.get(ticket.topic)
        by = next((step.by for step in ticket.steps if step.by is not None), None)
        if tag is not None and by is not None:
            await set_tags(self._store, self._ids[by], talk.id, [tag], at=ticket.steps[-1].at)

    async def _visitor(self, ticket: Ticket) -> Visitor:
        """As the shop's server signs who its customer is."""
        channel = self._founded.channel
        signed = hmac.new(channel.secret.encode(), ticket.reference.encode(), sha256).hexdigest()
        known = Identity(id=ticket.reference, hmac=signed)
        coming = Coming(language=ticket.language, consent=True, name=ticket.name, identity=known)
        return await visitor_of(self._store, (await come(self._store, channel.key, coming)).token)

    async def _do(self, step: Step, number: int, visitor: Visitor, talk_id: str) -> None:
        by = visitor.id if step.by is None else self._ids[step.by]
        if step.kind == "say":
            client_id = f"demo-desk-{number}"
            await post_message(
                self._store, self._settings, by, talk_id,
                text=step.text, client_id=client_id, posted_at=step.at,
            )  # fmt: skip
        elif step.kind == "assign":
            await assign(self._store, by, talk_id, to_id=self._ids[step.to or ""], at=step.at)
        elif step.kind == "resolve":
            await resolve(self._store, by, talk_id, at=step.at)
        else:
            given = RatingGiven(score=step.score, comment=step.text or None)
            await rate(self._store, visitor, talk_id, given, at=step.at)


def _last(ticket: Ticket) -> int:
    """Number of the last step that leaves a message."""
    return max(number for number, step in enumerate(ticket.steps) if step.kind == "say")
