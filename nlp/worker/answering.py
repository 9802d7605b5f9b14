"""One partition's interactive requests in, answers out: what somebody waits for while typing."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from msgspec import structs

from nlp.worker.allowance import Allowance
from nlp.worker.begun import ENDS_WORKERS, deaths, put_aside
from nlp.worker.model import ModelThread
from nlp.worker.turns import Rank
from nlp.worker.work import PUT_ASIDE, Enricher
from wire.broker.clients import add_fleeting
from wire.broker.consumer import Delivery
from wire.broker.interactive import waited_for
from wire.broker.streams import ANSWERS, stream
from wire.contracts.codec import decoder, encode
from wire.contracts.errors import DecodeError
from wire.contracts.events import Dead, MessagePosted, PreviewAsked, Previewed, Translation

log = logging.getLogger(__name__)

SHORT = 300
"""Characters of a text whose preview goes before all else."""

Request = MessagePosted | PreviewAsked
"""What comes on the stream `requests`: somebody waits for it."""

read_request: Callable[[bytes], Request] = decoder(Request)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Answerer:
    """Handler of one partition's interactive requests, those first who have had least of late.

    What nobody waits for any more is passed by; so is, while others wait, whoever has had more than a share.
    Where nobody waits they are answered, and interrupted by whoever comes meanwhile.
    """

    model: ModelThread
    enricher: Enricher
    allowance: Allowance

    async def handle(self, batch: Sequence[Delivery[Request]]) -> None:
        """Answer what is asked. Returning means: all published; an answer given twice does no harm."""
        previews = _previews(batch)
        put_aside(
            await deaths(
                self.enricher.client, [(one.value, one.deliveries) for one in previews], self.enricher.own
            )
        )
        for one in sorted(previews, key=lambda one: self.allowance.used(one.value.person_id)):
            if await self._is_due(one):
                await self._publish(await self._answer(one.value))
        if posted := _messages(batch):
            await self.enricher.handle(posted)

    async def on_dead(self, dead: Dead, request: Request | None) -> None:
        """A message is told as failed, and so is a preview that was put aside; of others nobody waits."""
        if isinstance(request, MessagePosted):
            await self.enricher.on_dead(dead, request)
        elif request is not None and dead.code == ENDS_WORKERS:
            await self._publish(unanswered(request, PUT_ASIDE))

    async def _is_due(self, one: Delivery[PreviewAsked]) -> bool:
        """Whether somebody waits for it, and has not had more than a share while others wait."""
        if self.allowance.is_over(one.value.person_id) and self.model.busy():
            return False
        return await waited_for(self.enricher.client, one.stream, one.entry_id, one.value)

    async def _publish(self, answer: Previewed) -> None:
        await add_fleeting(self.enricher.client, stream(ANSWERS, self.enricher.partition), answer)

    async def _answer(self, asked: PreviewAsked) -> Previewed:
        """Never fails for what the pipeline does, for then the text would be kept on the stream `dead`."""
        try:
            spent = partial(self.allowance.spend, asked.person_id)
            return (await self.model.preview([asked], spent, self._rank(asked)))[0]
        except Exception as error:
            log.error("a preview failed: %s", type(error).__name__)
            return unanswered(asked)

    def _rank(self, asked: PreviewAsked) -> Rank:
        """Messages of others are let into a long one: it costs as much as several of them."""
        if self.allowance.is_over(asked.person_id):
            return Rank.BULK
        long = len(asked.text) > SHORT
        return Rank.PATIENT if long or self.allowance.has_had_some(asked.person_id) else Rank.URGENT


def unanswered(asked: PreviewAsked, reason: str = "engine_error") -> Previewed:
    """The answer to a preview that could not be worked on."""
    return Previewed(
        request_id=asked.request_id,
        person_id=asked.person_id,
        conversation_id=asked.conversation_id,
        translation=Translation(status="failed", reason=reason),
    )


def kept(body: bytes) -> bytes:
    """What may be kept of a request that failed for good: of what somebody did not send, no text."""
    try:
        request = read_request(body)
    except DecodeError:
        return b"%d bytes" % len(body)
    if isinstance(request, MessagePosted):
        return body
    unsaid = structs.replace(request, text=f"{len(request.text)} characters", given=None, terms=(), memory=())
    return encode(unsaid)


def _previews(batch: Sequence[Delivery[Request]]) -> list[Delivery[PreviewAsked]]:
    return [
        Delivery(one.entry_id, one.stream, value, one.deliveries)
        for one in batch
        if isinstance(value := one.value, PreviewAsked)
    ]


def _messages(batch: Sequence[Delivery[Request]]) -> list[Delivery[MessagePosted]]:
    return [
        Delivery(one.entry_id, one.stream, value, one.deliveries)
        for one in batch
        if isinstance(value := one.value, MessagePosted)
    ]
