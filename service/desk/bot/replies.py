"""What a program said becomes the bot's message, once, while the bot leads; and what it failed to say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import case, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk.bot.acting import Question, say
from service.desk.bot.decide import MOST_SAID, over
from service.desk.bot.phrases import phrase
from service.desk.bot.seats import Seated
from service.desk.bot.shapes import LONGEST_SAID, Quote, Reply
from service.desk.tags import add_named
from service.errors import InvalidInput
from service.messaging import activity
from service.messaging.answering import post_as_bot
from service.messaging.posting.command import BotSaid
from service.store import Store, outbox
from service.store.bot_tables import bots
from service.store.tables import articles, messages
from service.store.types import Instant
from service.text import validation
from wire.contracts.contents import AnswerContent, Source
from wire.contracts.ids import is_id

RESTS_AFTER, RESTS = 3, timedelta(seconds=60)
"""Turns in a row that came to nothing, after which a program is not asked for a while: whoever writes
meanwhile waits for people at once."""

UNASKED = frozenset({"resting", "too_many"})
"""Codes of turns that a program never got."""

UNSAID = frozenset({"ungrounded"})
"""Codes of answers that came and were not said: customers can bring a model to them; none rests for it."""


async def take(store: Store, question: Question, bot: Seated, reply: Reply) -> None:
    """Say it in the bot's name. Again it says nothing new.

    Raises:
        InvalidInput: it says nothing, or nothing that can be said; `details["field"]`.
        AlreadyAssigned: people lead the conversation by now.
        ClientIdReused: the turn was answered otherwise already.
        TextEmpty, TextTooLong, NotFound, PersonGone, Unavailable.
    """
    text, language = _text(question, bot, reply)
    if question.said_lately >= MOST_SAID:
        await say(store, question, over("many"))
        return
    async with store.reading() as connection:
        source = None if reply.quote is None else await _source(connection, bot.organisation_id, reply.quote)
    content = AnswerContent(outcome="answered", source=source)
    if reply.hand_over:
        content = AnswerContent(outcome="handed_over", source=source, reason="program")
    await post_as_bot(
        store,
        question.organisation_id,
        question.conversation_id,
        text=text,
        client_id=f"bot:{question.message_id}",
        content=content,
        said=BotSaid(language=language, hands_over=reply.hand_over),
    )
    if reply.tags:
        await add_named(store, bot.organisation_id, question.conversation_id, reply.tags)
    if bot.failures:
        await _well_again(store, bot.id)


async def failed(store: Store, question: Question, bot_id: str, code: str) -> None:
    """Nothing came of a turn: people go on at once, the owner sees why, and analytics is told."""
    await note_failure(store, question, bot_id, code)
    await say(store, question, over("failed"))


async def note_failure(store: Store, question: Question, bot_id: str, code: str) -> None:
    """What was wrong with a turn, without a word of it. What was not even asked is told to analytics alone,
    lest a rest last as long as somebody writes."""
    now, again = datetime.now(UTC), bots.c.failures + 1
    at, rested = literal(now, Instant), literal(now + RESTS, Instant)
    values: dict[str, Any] = {"last_failed_at": now, "last_error": code}
    if code not in UNSAID:
        since = func.coalesce(bots.c.failing_since, at)
        rests = case((again >= RESTS_AFTER, rested), else_=None)
        values |= {"failures": again, "failing_since": since, "retry_at": rests}
    told = activity.row(
        store.partitions,
        "bot_failed",
        at=now,
        conversation_id=question.conversation_id,
        message_id=question.message_id,
        organisation_id=question.organisation_id,
    )
    async with store.writing() as connection:
        if code not in UNASKED:
            await connection.execute(update(bots).where(bots.c.id == bot_id).values(values))
        await outbox.put(connection, [told])


async def is_answered(connection: AsyncConnection, question: Question) -> bool:
    """Whether the bot has said something to this turn already."""
    query = select(messages.c.id).where(
        messages.c.conversation_id == question.conversation_id,
        messages.c.author_id == question.organisation_id,
        messages.c.client_id == f"bot:{question.message_id}",
    )
    return await connection.scalar(query) is not None


async def _well_again(store: Store, bot_id: str) -> None:
    well = {"failures": 0, "failing_since": None, "retry_at": None}
    async with store.writing(relaxed=True) as connection:
        await connection.execute(update(bots).where(bots.c.id == bot_id).values(well))


def _text(question: Question, bot: Seated, reply: Reply) -> tuple[str, str]:
    """What is said, and in which language: of a program that only hands over, words of ours."""
    if reply.say is not None:
        said = validation.message_text(reply.say, LONGEST_SAID)
        return said, validation.language(reply.language or bot.language)
    if not reply.hand_over:
        raise InvalidInput("Say something, or hand over.", field="say")
    return phrase("handed_over", question.language)


async def _source(connection: AsyncConnection, organisation_id: str, quote: Quote) -> Source | None:
    """An article by its own title, where it is one of the organisation's; else as the program calls it."""
    title = validation.storable(quote.title, "quote").strip()
    if is_id(quote.article_id):
        query = select(articles.c.title).where(
            articles.c.id == quote.article_id, articles.c.organisation_id == organisation_id
        )
        known = await connection.scalar(query)
        if known is not None:
            return Source(article_id=quote.article_id, title=title or str(known))
    return Source(article_id="", title=title) if title else None
