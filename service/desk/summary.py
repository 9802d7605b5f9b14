"""What a long conversation was about, for who takes it over: its most telling messages, in their own words.

Extractive: nothing is put into words by us, so nothing can be wrong that was not said. A message tells the
more the more of the conversation's rarer words it has; what was asked first and said last is always there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from math import log, sqrt
from typing import Literal

import msgspec

from service.errors import NotFound
from service.messaging.access import conversation_access
from service.messaging.reading import read_messages
from service.models import Message
from service.store import Store
from service.text.folding import fold
from wire.contracts.contents import AnswerContent
from wire.contracts.sentiment_trend import score

MOST_LINES, MOST_MESSAGES, LONGEST = 5, 200, 200
"""Lines, messages that are looked at (the last ones), and characters of a line."""

_WORD = re.compile(r"\w+")
_SHORT = 3
"""Words of a message that says no more than yes or hello."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One message, or its beginning."""

    message_id: str
    seq: int
    author: Literal["contact", "bot", "agent"]
    text: str
    language: str
    """Of `text`."""
    translated: bool


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """At most five lines, in order. `messages`: how many were looked at."""

    language: str
    messages: int
    lines: tuple[Line, ...]


async def summary(store: Store, me_id: str, conversation_id: str, language: str) -> Summary:
    """Of a conversation of my organisation, in this language as far as it was translated.

    Raises:
        NotFound: there is none, or it is no organisation's.
        NotYours, RoleLacks.
    """
    async with store.reading() as connection:
        access = await conversation_access(connection, me_id, conversation_id)
    if not access.for_organisation:
        raise NotFound("There is no such conversation of an organisation.")
    page = await read_messages(store, me_id, conversation_id, limit=MOST_MESSAGES)
    said = [one for one in page.messages if one.text and not one.content.one_sided and not _is_ours(one)]
    lines = [_line(one, language) for one in said]
    chosen = sorted(telling(said, [one.text for one in lines]))
    return Summary(
        language=language, messages=len(page.messages), lines=tuple(lines[number] for number in chosen)
    )


def telling(said: Sequence[Message], texts: Sequence[str]) -> list[int]:
    """Numbers of the messages that tell most; `texts`: as they are read. Pure."""
    words = [set(_WORD.findall(fold(text))) for text in texts]
    seen = Counter(word for each in words for word in each)
    weights = {word: log(1 + len(words) / count) for word, count in seen.items() if count > 1}
    values = [
        _value(message, each, sum(weights.get(word, 0.0) for word in each))
        for message, each in zip(said, words, strict=True)
    ]
    mine = [number for number, one in enumerate(said) if one.author_kind == "contact"]
    long = [number for number in mine if len(words[number]) > _SHORT] or mine
    kept = dict.fromkeys((*long[:1], *mine[-1:]))
    rest = sorted(range(len(said)), key=lambda number: (-values[number], number))
    return list(dict.fromkeys((*kept, *rest)))[:MOST_LINES]


def _value(message: Message, words: set[str], shared: float) -> float:
    """Of its words, the more of a question, a complaint or an answer that came from an article."""
    if len(words) <= _SHORT:
        return 0.0
    value: float = (1 + shared) / sqrt(8 + len(words))
    felt = score(message.enrichment.sentiment)
    asks = message.author_kind == "contact" and message.text.rstrip().endswith(("?", "？", "؟"))
    return value + (1.0 if asks else 0.0) + (0.5 if felt is not None and felt < 0 else 0.0)


def _is_ours(message: Message) -> bool:
    """Words of a bot that quote nothing."""
    content = message.content
    return isinstance(content, AnswerContent) and content.outcome != "answered"


def _line(message: Message, language: str) -> Line:
    made = message.enrichment.translations.get(language)
    text = made.text if made is not None and made.status == "done" else None
    kinds: dict[str, Literal["contact", "bot", "agent"]] = {"contact": "contact", "bot": "bot"}
    return Line(
        message_id=message.id,
        seq=message.seq,
        author=kinds.get(message.author_kind, "agent"),
        text=_short(text or message.text),
        language=language if text else message.enrichment.language or message.language,
        translated=bool(text),
    )


def _short(text: str) -> str:
    """In one line, cut between words."""
    line = " ".join(text.split())
    if len(line) <= LONGEST:
        return line
    cut = line[: LONGEST - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut) + "…"
