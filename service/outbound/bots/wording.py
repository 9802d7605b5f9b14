"""What the built-in bot has found, in the words of a language model, where an organisation wants that."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.desk.bot.acting import Draft, say
from service.desk.bot.decide import Asked, decide
from service.desk.bot.replies import note_failure, take
from service.desk.bot.seats import Seated
from service.desk.bot.shapes import Quote, Reply
from service.desk.bot.turns import turn_of
from service.outbound.bots.asking import BotFailed
from service.outbound.bots.model import LanguageModel, Passage, Worded
from service.store import Store
from service.store.tables import passages

MOST_PASSAGES = 3


async def word(store: Store, model: LanguageModel, one: Seated, draft: Draft, seconds: float) -> None:
    """Say it in the model's words. Where nothing comes of that, the built-in bot says what it would have
    said; where the model finds no answer in the passages, neither is one given. Raises as `say`."""
    try:
        if one.retry_at is not None and one.retry_at > datetime.now(UTC):
            raise BotFailed("resting")
        if not seconds:
            raise BotFailed("too_many")
        worded = await _worded(store, model, one, draft, seconds)
    except BotFailed as failed:
        await note_failure(store, draft.question, one.id, failed.code)
        await say(store, draft.question, draft.deed, draft.passage, draft.finding)
        return
    if worded is None:
        asked = Asked(text=draft.question.text, outcome="none", finding=draft.finding, sentiment=None)
        nothing = decide(asked, draft.question.before, draft.question.said_lately)
        await say(store, draft.question, nothing)
        return
    source = Quote(title=_title(draft, worded), article_id=worded.passage.article_id)
    reply = Reply(say=worded.text, language=draft.question.language, quote=source)
    await take(store, draft.question, one, reply)


async def _worded(
    store: Store, model: LanguageModel, one: Seated, draft: Draft, seconds: float
) -> Worded | None:
    async with store.reading() as connection:
        found = await _passages(connection, draft)
        turn = await turn_of(connection, one)
    if turn is None or not found:
        return None
    return await model.word(draft.question.text, draft.question.language, found, turn.before, seconds)


async def _passages(connection: AsyncConnection, draft: Draft) -> list[Passage]:
    """Those that were found, the likeliest first; none that a person is to answer."""
    wanted = [draft.deed.passage] if draft.deed.passage is not None else []
    wanted += [one for one in draft.finding.passages if one not in wanted]
    named = {one.id: one.title for one in wanted if not one.always_human}
    query = select(passages.c.id, passages.c.article_id, passages.c.text).where(passages.c.id.in_(named))
    rows = {str(row.id): row for row in await connection.execute(query)}
    return [
        Passage(article_id=rows[one].article_id, title=title, text=rows[one].text)
        for one, title in named.items()
        if one in rows
    ][:MOST_PASSAGES]


def _title(draft: Draft, worded: Worded) -> str:
    """As it was found: in the language of who asks, where it can be."""
    return next(
        (one.title for one in draft.finding.passages if one.article_id == worded.passage.article_id),
        worded.passage.title,
    )
