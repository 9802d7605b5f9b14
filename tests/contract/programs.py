"""A shop in whose bot's seat a program sits: what the tests of such programs share."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import select

from service.desk.bot.shapes import BotWanted
from service.outbound.bots.caller import BotCaller
from service.outbound.bots.commands import create_bot, list_bots
from service.outbound.bots.model import LanguageModel
from service.outbound.hooks import HookSender
from service.store.ops_tables import conversation_tags, tags
from tests.contract.bots import Led
from tests.contract.visiting import shop
from tests.jobs.tools import until
from wire.contracts.events import Enriched, Translation

PATIENT = 100.0
"""Seconds: no test hangs on how slow a machine is."""


class Seat(Led):
    """A shop with a program in the bot's seat, and a visitor who is about to ask."""

    def __init__(self, here, visitor, talk):
        super().__init__(here, None, visitor, talk)
        self.settings = replace(here.world.settings, webhook_private=True)
        self.pushed = []
        self.online = True

    async def sits(self, kind="webhook", **wanted):
        wanted = {"name": "Bob", "language": "en"} | wanted
        here = self.here
        self.bot = await create_bot(
            self.store, here.world.ana, here.where, kind, BotWanted(**wanted), self.settings
        )
        return self.bot

    async def known(self):
        [one] = await self.all()
        return one

    async def all(self):
        return await list_bots(self.store, self.here.world.ana, self.here.where, self.settings)

    async def begins(self):
        """Another visitor, who asks from now on."""
        self.visitor, self.talk = await self.here.writing()

    def understood(self, message, **more):
        now = datetime.now(UTC)
        done = Translation(status="done", text="Can I return it?", engine="firefox", route=("es", "en"))
        return Enriched(
            message_id=message.id, conversation_id=self.talk, author_id=self.visitor.id, status="done",
            language="es", translations={"en": done}, posted_at=now, queued_at=now, enriched_at=now,
            organisation_id=self.here.where, **more,
        )  # fmt: skip

    @asynccontextmanager
    async def calling(self, sender=None, model=None):
        """The caller, as a web process runs it."""

        async def push(turn):
            self.pushed.append(turn)

        async def online(_):
            return self.online

        made = model or (LanguageModel(self.settings) if self.settings.bot_model_url else None)
        caller, stop = (
            BotCaller(self.store, sender or HookSender(self.settings, within=PATIENT), online, push, made),
            asyncio.Event(),
        )
        running = asyncio.create_task(caller.run(stop))
        try:
            yield caller
        finally:
            stop.set()
            await running
            await caller.close()

    async def answered(self, count=1):
        """The bot has said so many things here."""
        await until(lambda: self._has(count))
        return (await self.said())[-1]

    async def _has(self, count):
        return len(await self.said()) >= count

    async def well(self):
        """The last turn that it was asked was answered, and that is known."""
        await until(self._is_well)

    async def _is_well(self):
        return (await self.known()).failing_since is None

    async def tagged(self, *names):
        await until(lambda: self._is_tagged(names))

    async def _is_tagged(self, names):
        return tuple(await self.tags()) == names

    async def tags(self):
        query = select(tags.c.name).join(conversation_tags, conversation_tags.c.tag_id == tags.c.id)
        async with self.store.reading() as connection:
            found = await connection.execute(query.where(conversation_tags.c.conversation_id == self.talk))
            return list(found.scalars())


async def seat(world) -> Seat:
    here = await shop(world)
    visitor, talk = await here.writing()
    return Seat(here, visitor, talk)


def at(port):
    return f"http://127.0.0.1:{port}/turn"


def says(**reply):
    return json.dumps(reply).encode()
