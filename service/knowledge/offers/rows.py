"""What offers are made of, as the store has it: bounded, by indexes, the newest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.knowledge.offers.articles import Text
from service.knowledge.offers.choosing import Settled
from service.knowledge.scopes import ORGANISATION
from service.messaging.erasure import ERASED
from service.store.knowledge_tables import dismissed_terms
from service.store.tables import (
    OF_CONTACTS,
    articles,
    conversations,
    corrections,
    enrichments,
    memberships,
    messages,
    organisations,
    passages,
    terms,
)
from service.store.typed import fetch
from wire.contracts.languages import primary

NEWEST = 500
"""Messages of customers that are looked at."""
CONVERSATIONS = 100
MESSAGES = 1000
"""Of these conversations, on both sides."""
CORRECTIONS = 2000

_OTHERWISE = ("en", "es")
"""Into what, where no customer has written yet: the first that is not that of its articles."""


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """By a customer, who reads this language."""

    conversation_id: str
    language: str


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A message and its enrichment, as JSON. `language`: its author's own."""

    text: str
    language: str
    body: str


class Put(msgspec.Struct, frozen=True, kw_only=True):
    """A correction; `was`: JSON of the translation of before."""

    source: str
    target: str
    source_language: str
    target_language: str
    was: str


class About(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation: the language of most of its articles, and the number that each change raises."""

    language: str
    articles_rev: int


async def about(connection: AsyncConnection, organisation_id: str) -> About:
    """One that there is; its own language is that of articles where it has none."""
    mine = articles.c.organisation_id == organisation_id
    often = select(articles.c.language).where(mine).group_by(articles.c.language)
    most = often.order_by(func.count().desc(), articles.c.language).limit(1).scalar_subquery()
    columns = func.coalesce(most, organisations.c.language).label("language"), organisations.c.articles_rev
    [found] = await fetch(connection, About, select(*columns).where(organisations.c.id == organisation_id))
    return found


async def said(connection: AsyncConnection, organisation_id: str) -> list[Said]:
    """By its customers, the newest first."""
    query = select(messages.c.conversation_id, messages.c.language).where(
        messages.c.organisation_id == organisation_id, OF_CONTACTS
    )
    return await fetch(connection, Said, query.order_by(messages.c.id.desc()).limit(NEWEST))


def usual(own: str, newest: Sequence[Said]) -> str:
    """The language that most of these read, but this."""
    own = primary(own)
    read = Counter(one for one in (primary(one.language) for one in newest) if one != own)
    return read.most_common(1)[0][0] if read else next(one for one in _OTHERWISE if one != own)


async def texts(connection: AsyncConnection, organisation_id: str) -> list[Text]:
    """All passages of its articles, in order."""
    query = (
        select(articles.c.title, articles.c.language, passages.c.text)
        .join(articles, articles.c.id == passages.c.article_id)
        .where(passages.c.organisation_id == organisation_id)
        .order_by(articles.c.id, passages.c.number)
    )
    return await fetch(connection, Text, query)


async def translated(connection: AsyncConnection, newest: Sequence[Said]) -> list[Row]:
    """Messages of these conversations, of both sides."""
    talks = list(dict.fromkeys(one.conversation_id for one in newest))[:CONVERSATIONS]
    query = (
        select(messages.c.text, messages.c.language, enrichments.c.body)
        .join(enrichments, enrichments.c.message_id == messages.c.id)
        .where(messages.c.conversation_id.in_(talks), messages.c.text != ERASED, ~messages.c.withheld)
        .order_by(messages.c.id.desc())
        .limit(MESSAGES)
    )
    return await fetch(connection, Row, query) if talks else []


async def corrected(connection: AsyncConnection, organisation_id: str) -> list[Put]:
    """By its members, in its conversations."""
    members = select(memberships.c.account_id).where(memberships.c.organisation_id == organisation_id)
    names = ("source", "target", "source_language", "target_language", "was")
    query = (
        select(*(corrections.c[name] for name in names))
        .join(conversations, conversations.c.id == corrections.c.conversation_id)
        .where(
            corrections.c.by_id.in_(members),
            conversations.c.organisation_id == organisation_id,
            corrections.c.current,
            corrections.c.was.is_not(None),
        )
        .order_by(corrections.c.id.desc())
        .limit(CORRECTIONS)
    )
    return await fetch(connection, Put, query)


async def settled(connection: AsyncConnection, organisation_id: str, into: str) -> list[Settled]:
    """Lines of its glossary for translations into this language, and what nobody wants."""
    lines = select(terms.c.key, terms.c.source_language.label("language")).where(
        terms.c.scope_id == organisation_id,
        terms.c.scope == ORGANISATION,
        terms.c.target_language.in_(("", into)),
    )
    gone = select(dismissed_terms.c.key, dismissed_terms.c.language).where(
        dismissed_terms.c.organisation_id == organisation_id
    )
    return [*await fetch(connection, Settled, lines), *await fetch(connection, Settled, gone)]
