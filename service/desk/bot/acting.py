"""What a worker found for a visitor's message becomes what the bot says. Done again it adds nothing."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import get_args

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk.bot.decide import Asked, Deed, chosen, decide
from service.desk.bot.phrases import Phrase, phrase
from service.desk.bot.seats import asked_of_programs
from service.errors import ServiceError, Unavailable
from service.messaging.answering import post_as_bot
from service.messaging.lookup import conversation_state
from service.messaging.posting.command import BotSaid
from service.messaging.sides import CONTACT
from service.store import Store
from service.store.tables import articles, messages, passages
from service.store.typed import fetch, fetch_one
from wire.contracts.contents import AnswerContent, Source, content_of
from wire.contracts.events import Annotation, Enriched
from wire.contracts.ids import is_id
from wire.contracts.shelf import ANSWER, Finding, FoundPassage, Outcome

log = logging.getLogger(__name__)

LOOKS_BACK = 40
"""Messages of the bot that it looks back at: more than it may say in an hour."""

HOUR = timedelta(hours=1)


NOTHING = Finding()


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A visitor's message that the bot is to answer, in a conversation that it leads."""

    message_id: str
    conversation_id: str
    organisation_id: str
    language: str
    """Of who asks."""
    text: str
    before: tuple[AnswerContent, ...] = ()
    said_lately: int = 0


class _Row(msgspec.Struct, frozen=True, kw_only=True):
    seq: int
    side: int
    text: str
    language: str


class _Said(msgspec.Struct, frozen=True, kw_only=True):
    content: str | None
    posted_at: datetime


class Quoted(msgspec.Struct, frozen=True, kw_only=True):
    """The passage that answers."""

    text: str
    language: str


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What the built-in bot would say to a question, from what it has found."""

    question: Question
    deed: Deed
    passage: Quoted | None
    finding: Finding


Wording = Callable[[Draft], Awaitable[bool]]
"""Whether somebody else says it, now or later."""


async def as_it_is(_: Draft) -> bool:
    """The built-in bot quotes."""
    return False


async def answer(store: Store, found: Iterable[Enriched], wording: Wording = as_it_is) -> int:
    """Say what is to be said about these. How many messages the bot has written, or written before.

    `wording`: who may put what was found into other words, and then says it.

    Raises:
        Unavailable: the store is busy; all may be asked again.
    """
    count = 0
    for one in found:
        finding = next((each for each in one.annotations if each.task == ANSWER and each.label), None)
        if finding is None:
            continue
        try:
            count += await _answer(store, one, finding, wording)
        except Unavailable:
            raise
        except (
            ServiceError,
            msgspec.ValidationError,
        ) as error:  # people lead by now, or nobody would read it
            log.info("the bot says nothing about %s: %s", one.message_id, type(error).__name__)
    return count


async def _answer(store: Store, one: Enriched, found: Annotation, wording: Wording) -> bool:
    asked = _asked(one, found)
    async with store.reading() as connection:
        question = await question_of(connection, one.message_id)
        if asked is None or question is None or await _is_a_programs(connection, one.message_id):
            return False
        asked = msgspec.structs.replace(asked, text=question.text)
        deed = await _chosen(connection, question) or decide(asked, question.before, question.said_lately)
        passage = await _passage(connection, deed.passage)
    if deed.passage is not None and passage is None:  # it was changed meanwhile
        deed = Deed(content=AnswerContent(outcome="unknown"))
    draft = Draft(question=question, deed=deed, passage=passage, finding=asked.finding)
    if deed.content.outcome in ("answered", "offered") and await wording(draft):
        return False
    await say(store, question, deed, passage, asked.finding)
    return True


async def _is_a_programs(connection: AsyncConnection, message_id: str) -> bool:
    """It came to where a program sits after a worker was given what the built-in bot answers from."""
    return any(one.kind != "model" for one in await asked_of_programs(connection, [message_id]))


def _asked(one: Enriched, found: Annotation) -> Asked | None:
    if found.label not in get_args(Outcome):
        return None
    outcome: Outcome = found.label  # type: ignore[assignment]
    finding = msgspec.convert(found.detail, Finding)
    return Asked(text="", outcome=outcome, finding=finding, sentiment=one.sentiment)


async def question_of(connection: AsyncConnection, message_id: str) -> Question | None:
    """A message, where it is the last of a contact whom the bot leads; of others it answers the last."""
    columns = (
        messages.c.conversation_id,
        messages.c.seq,
        messages.c.side,
        messages.c.text,
        messages.c.language,
    )
    where = select(*columns).where(messages.c.id == message_id)
    row = (await connection.execute(where)).one_or_none() if is_id(message_id) else None
    if row is None or row.side != CONTACT or not await _is_last(connection, row.conversation_id, row.seq):
        return None
    state = await conversation_state(connection, row.conversation_id)
    handling = None if state is None else state.handling
    if state is None or handling is None or handling.state != "pending" or state.organisation_id is None:
        return None
    before, lately = await _said(connection, state.id, state.organisation_id)
    return Question(
        message_id=message_id,
        conversation_id=state.id,
        organisation_id=state.organisation_id,
        language=row.language,
        text=row.text,
        before=before,
        said_lately=lately,
    )


async def _is_last(connection: AsyncConnection, conversation_id: str, seq: int) -> bool:
    later = select(messages.c.id).where(
        messages.c.conversation_id == conversation_id, messages.c.seq > seq, messages.c.side == CONTACT
    )
    return await connection.scalar(later.limit(1)) is None


async def _said(
    connection: AsyncConnection, conversation_id: str, organisation_id: str
) -> tuple[tuple[AnswerContent, ...], int]:
    """What the bot has said here since it leads, oldest first, and how much of it within an hour."""
    query = (
        select(messages.c.content, messages.c.posted_at)
        .where(
            messages.c.conversation_id == conversation_id,
            messages.c.author_id == organisation_id,
            messages.c.kind == "answer",
        )
        .order_by(messages.c.seq.desc())
        .limit(LOOKS_BACK)
    )
    rows = await fetch(connection, _Said, query)
    now, found = datetime.now(UTC), list[AnswerContent]()
    for row in rows:
        content = content_of("answer", row.content)
        if not isinstance(content, AnswerContent) or content.outcome == "handed_over":
            break
        found.insert(0, content)
    return tuple(found), sum(row.posted_at > now - HOUR for row in rows)


async def _chosen(connection: AsyncConnection, question: Question) -> Deed | None:
    """The first passage of the article that the visitor has chosen."""
    source = chosen(question.text, question.before)
    if source is None:
        return None
    query = select(passages.c.id).where(passages.c.article_id == source.article_id, passages.c.number == 0)
    found = await connection.scalar(query)
    if found is None:
        return None
    passage = FoundPassage(id=found, article_id=source.article_id, title=source.title)
    return Deed(content=AnswerContent(outcome="answered", source=source), passage=passage)


async def _passage(connection: AsyncConnection, wanted: FoundPassage | None) -> Quoted | None:
    if wanted is None:
        return None
    query = select(passages.c.text, articles.c.language).join(
        articles, articles.c.id == passages.c.article_id
    )
    return await fetch_one(connection, Quoted, query.where(passages.c.id == wanted.id))


async def say(
    store: Store,
    question: Question,
    deed: Deed,
    passage: Quoted | None = None,
    finding: Finding = NOTHING,
) -> None:
    """Write it, in the language of who asked where that is ours to choose. Raises as `post_as_bot`."""
    hands_over = deed.content.outcome == "handed_over"
    if passage is not None:
        text, language = passage.text, passage.language
    else:
        text, language = _phrase(deed, question.language)
    known = finding.translation
    fits = passage is not None and known is not None and deed.passage in finding.passages
    given = {question.language: known} if fits and known is not None else {}
    await post_as_bot(
        store,
        question.organisation_id,
        question.conversation_id,
        text=text,
        client_id=f"bot:{question.message_id}",
        content=deed.content,
        said=BotSaid(language=language, given=given, hands_over=hands_over),
    )


def _phrase(deed: Deed, language: str) -> tuple[str, str]:
    outcome = deed.content.outcome
    which: Phrase = "thanked" if deed.thanked else "unknown" if outcome == "answered" else outcome
    return phrase(which, language, titles=_titles(deed.content.offers))


def _titles(offers: Sequence[Source]) -> str:
    return " / ".join(one.title for one in offers)
