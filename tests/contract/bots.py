"""A shop whose bot leads a visitor: what the tests of bots share."""

from datetime import UTC, datetime

import msgspec
from sqlalchemy import select

from service.jobs.apply import Handler
from service.knowledge.articles.commands import write_article
from service.knowledge.articles.models import Writing
from service.knowledge.articles.seat import switch_bot
from service.messaging.reading import read_messages
from service.store import outbox, tables
from tests.contract.visiting import shop
from wire.broker.consumer import Delivery
from wire.contracts.activity import Activity
from wire.contracts.codec import decoder
from wire.contracts.events import Annotation, Enriched, Translation
from wire.contracts.shelf import ANSWER, Finding, FoundPassage

RETURNS = Writing(title="Returns", language="en", text="Send it back within 30 days.")
SPANISH = Translation(status="done", text="Devuélvalo en 30 días.", engine="firefox", route=("en", "es"))


class Led:
    """A shop whose bot is on, with one article, and a visitor who has asked."""

    def __init__(self, here, article, visitor, talk):
        self.here, self.store, self.article, self.visitor, self.talk = (
            here,
            here.store,
            article,
            visitor,
            talk,
        )

    async def ask(self, text="¿puedo devolverlo?"):
        return await self.here.post(self.visitor.id, self.talk, text)

    async def passage(self):
        query = select(tables.passages.c.id).where(tables.passages.c.article_id == self.article.id)
        async with self.store.reading() as connection:
            found = await connection.scalar(query)
        return FoundPassage(id=found, article_id=self.article.id, title="Devoluciones")

    async def found(self, message, outcome, *, translation=None, passages=None, sentiment=None):
        """A worker's word on a message, applied and answered as the consumer does."""
        now, shown = datetime.now(UTC), await self.annotations(outcome, translation, passages)
        one = Enriched(
            message_id=message.id,
            conversation_id=self.talk,
            author_id=self.visitor.id,
            status="done",
            language="es",
            sentiment=sentiment,
            annotations=shown,
            posted_at=now,
            queued_at=now,
            enriched_at=now,
        )
        before = len(await self.said())
        await Handler(self.store).handle([Delivery("1-0", "enrichments:{0}", one, 1)])
        return len(await self.said()) - before

    async def annotations(self, outcome, translation=None, passages=None):
        """What a worker has found for a message, among the articles."""
        shown = (await self.passage(),) if passages is None else passages
        finding = Finding(passages=shown, translation=translation)
        return (Annotation(task=ANSWER, model="m", label=outcome, detail=msgspec.to_builtins(finding)),)

    async def said(self, who=None):
        page = await read_messages(self.store, who or self.visitor.id, self.talk)
        return [one for one in page.messages if one.author_kind == "bot"]

    async def state(self):
        query = select(tables.desk_states).where(tables.desk_states.c.conversation_id == self.talk)
        async with self.store.reading() as connection:
            return (await connection.execute(query)).one()

    async def counted(self):
        async with self.store.reading() as connection:
            rows = await outbox.oldest(connection, 1000)
        told = [decoder(Activity)(one.body) for one in rows if one.stream.startswith("activity:")]
        return [one.kind for one in told if one.kind != "conversation_opened"]


async def led(world):
    here = await shop(world)
    article = await write_article(here.store, world.ana, here.where, RETURNS)
    await switch_bot(here.store, world.ana, here.where, enabled=True)
    visitor, talk = await here.writing()
    return Led(here, article, visitor, talk)
