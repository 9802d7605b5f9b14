"""What a bot does about a message, given what was found for it and what it has said before. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from wire.contracts.contents import AnswerContent, Reason, Source
from wire.contracts.events import Sentiment
from wire.contracts.sentiment_trend import score
from wire.contracts.shelf import Finding, FoundPassage, Outcome

ANGER = -0.8
"""From here on a message is so surely negative, on a scale from -1 to 1, that a person goes on, unless an
article surely answers it: of fifteen angry ones that we wrote in seven languages thirteen are, and nine of
the 360 questions of `nlp/evaluation/data/answer`."""

MISSES = 2
"""Messages in a row without an answer, after which a person goes on; the first one may ask which is meant."""

MOST_SAID = 30
"""Messages of the bot in one conversation within an hour."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A message, and what a worker found for it."""

    text: str
    outcome: Outcome
    finding: Finding
    sentiment: Sentiment | None


class Deed(msgspec.Struct, frozen=True, kw_only=True):
    """What the bot says. `passage`: whose text it is; null: words of ours, for thanks where `thanked`."""

    content: AnswerContent
    passage: FoundPassage | None = None
    thanked: bool = False


def decide(asked: Asked, before: Sequence[AnswerContent], said_lately: int) -> Deed:
    """`before`: what it said in this conversation since it leads, oldest first; `said_lately`: in an hour."""
    reason = _why_over(asked, said_lately)
    if reason is not None:
        return over(reason)
    if asked.outcome in ("greeting", "thanks"):
        return Deed(content=AnswerContent(outcome="greeted"), thanked=asked.outcome == "thanks")
    if asked.outcome == "answer":
        return _answer(asked.finding.passages[0])
    if _misses(before) + 1 >= MISSES:
        return over("misses")
    if asked.outcome == "offer":
        offers = tuple(_source(one) for one in asked.finding.passages)
        return Deed(content=AnswerContent(outcome="offered", offers=offers))
    return Deed(content=AnswerContent(outcome="unknown"))


def over(reason: Reason) -> Deed:
    """It hands over to people."""
    return Deed(content=AnswerContent(outcome="handed_over", reason=reason))


def chosen(text: str, before: Sequence[AnswerContent]) -> Source | None:
    """Which of the articles that were offered last the visitor has named by its title; null: none."""
    last = before[-1] if before else None
    offers = last.offers if last is not None and last.outcome == "offered" else ()
    return next((one for one in offers if one.title.strip() == text.strip()), None)


def _why_over(asked: Asked, said_lately: int) -> Reason | None:
    felt = score(asked.sentiment)
    found = asked.finding.passages
    if asked.outcome == "human":
        return "asked"
    if felt is not None and felt <= ANGER and asked.outcome != "answer":
        return "anger"
    if found and found[0].always_human:
        return "always_human"
    if asked.outcome in ("answer", "offer") and not found:
        return "misses"
    return "many" if said_lately >= MOST_SAID else None


def _answer(passage: FoundPassage) -> Deed:
    return Deed(content=AnswerContent(outcome="answered", source=_source(passage)), passage=passage)


def _source(one: FoundPassage) -> Source:
    return Source(article_id=one.article_id, title=one.title)


def _misses(before: Sequence[AnswerContent]) -> int:
    count = 0
    for one in reversed(before):
        if one.outcome not in ("offered", "unknown"):
            break
        count += 1
    return count
