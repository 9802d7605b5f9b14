"""What goes to a worker beside a text: words in scope, corrected translations, what the reader might answer.

All is looked up by indexed keys of the text, so that a large glossary or memory costs a message nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from sqlalchemy import Case, Row, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.enrichment.reply_candidates import answers_for
from service.knowledge.keys import fold, heads, occurs, segment_keys
from service.knowledge.scopes import INSTALLATION_ID, TranslationContext
from service.store.tables import corrections, terms
from wire.contracts.events import Answer, Correction, Term
from wire.contracts.languages import primary, with_script
from wire.contracts.sizes import longest_after

MOST_TERMS, MOST_CORRECTIONS = 64, 32
"""What goes along with one text at most."""

MOST_CHARACTERS = 20_000
"""Of all corrections that go along with one text, both sides of them."""

_MOST_ROWS = 256


class LanguageContext(msgspec.Struct, frozen=True, kw_only=True):
    """As `MessagePosted` and `PreviewAsked` carry them."""

    terms: tuple[Term, ...] = ()
    memory: tuple[Correction, ...] = ()
    answers: tuple[Answer, ...] = ()


async def language_context(
    connection: AsyncConnection, within: TranslationContext, text: str, target: str, *, answers: bool = False
) -> LanguageContext:
    """What holds for a text on its way to a reader of `target`, a BCP 47 tag. Any transaction will do.

    `answers`: also what the reader might answer; nobody but that reader may be shown it.
    """
    whose = within.reader_id, target, within.organisation_id
    return LanguageContext(
        terms=await _terms(connection, within, text, target),
        memory=await _memory(connection, within, text, target),
        answers=await answers_for(connection, *whose) if answers else (),
    )


async def _terms(
    connection: AsyncConnection, within: TranslationContext, text: str, target: str
) -> tuple[Term, ...]:
    """Those in the text: a conversation's before a person's before the installation's, longest first."""
    folded = fold(text)
    position = func.strpos if connection.dialect.name == "postgresql" else func.instr
    query = select(terms).where(
        terms.c.scope_id.in_(within.order),
        terms.c.head.in_(sorted(heads(folded))),
        terms.c.target_language.in_(("", primary(target))),
        position(folded, terms.c.key) > 0,
    )
    rows = [row for row in await connection.execute(query.limit(_MOST_ROWS)) if occurs(row.key, folded)]
    rows.sort(key=lambda row: _rank(row, within))
    return tuple(_term(row) for row in _strongest(rows)[:MOST_TERMS])


def _rank(row: Row[Any], within: TranslationContext) -> tuple[int, int, int]:
    """The strongest scope first, there the line for this very pair, there the longest."""
    exact = bool(row.target_language) + bool(row.source_language)
    return within.order.index(row.scope_id), -exact, -len(row.key)


def _strongest(rows: Iterable[Row[Any]]) -> list[Row[Any]]:
    """One line for each word: a weaker one stays only for another language of the text."""
    kept: list[Row[Any]] = []
    settled: set[tuple[str, str]] = set()
    for row in rows:
        if not {(row.key, row.source_language), (row.key, "")} & settled:
            settled.add((row.key, row.source_language))
            kept.append(row)
    return kept


def _term(row: Row[Any]) -> Term:
    return Term(
        source=row.source,
        target=row.target,
        source_language=row.source_language or None,
        target_language=row.target_language or None,
    )


async def _memory(
    connection: AsyncConnection, within: TranslationContext, text: str, target: str
) -> tuple[Correction, ...]:
    """Corrected in this conversation, anywhere by who may help, or brought in by the operator; newest first.

    A conversation's own go before all others, however old.
    """
    keys = segment_keys(text)
    if not keys:
        return ()
    mine = or_(
        corrections.c.scope_id.in_((within.conversation_id, INSTALLATION_ID)),
        corrections.c.by_id.in_(within.people),
    )
    query = (
        select(corrections)
        .where(
            corrections.c.key.in_(keys),
            mine,
            corrections.c.current,
            corrections.c.target_language == with_script(target),
        )
        .order_by(_distance(within), corrections.c.id.desc())
        .limit(2 * MOST_CORRECTIONS)
    )
    newest: dict[tuple[str, str], Row[Any]] = {}
    for row in await connection.execute(query):
        newest.setdefault((row.source, row.source_language), row)
    return tuple(_correction(row) for row in _fitting(list(newest.values())[:MOST_CORRECTIONS], len(text)))


def _fitting(rows: Iterable[Row[Any]], length: int) -> Iterator[Row[Any]]:
    """Those that a text of this length could use, the first ones, as long as there is room for them."""
    room = MOST_CHARACTERS
    for row in rows:
        size = len(row.source) + len(row.target)
        if len(row.target) <= longest_after(length) and size <= room:
            room -= size
            yield row


def _distance(within: TranslationContext) -> Case[int]:
    """In the database, so that what was brought in by the thousand crowds out nobody's corrections."""
    here = corrections.c.scope_id == within.conversation_id
    return case((here, 0), (corrections.c.scope_id == INSTALLATION_ID, 2), else_=1)


def _correction(row: Row[Any]) -> Correction:
    return Correction(
        source=row.source,
        target=row.target,
        source_language=primary(row.source_language),
        target_language=primary(row.target_language),
    )
