"""A worker that hears what is asked while somebody types, and answers when a test wants it to."""

from __future__ import annotations

from typing import Any

import redis

from tests.api.serving import until
from wire.broker.streams import ANSWERS, BODY, REQUESTS, stream
from wire.contracts.codec import decoder, encode
from wire.contracts.events import Mark, PreviewAsked, Previewed, Translation

read_asked = decoder(PreviewAsked)


class Worker:
    """In the place of one that has models."""

    def __init__(self, broker: redis.Redis) -> None:
        self.broker = broker
        broker.delete(stream(REQUESTS, 0))

    def all(self) -> list[PreviewAsked]:
        return [read_asked(fields[BODY]) for _, fields in self.broker.xrange(stream(REQUESTS, 0))]

    def asked(self, count: int = 1) -> PreviewAsked:
        """The newest request, once there are `count`."""
        until(lambda: len(self.all()) >= count, f"{count} requests")
        return self.all()[-1]

    def answer(
        self, asked: PreviewAsked, text: str | None, back: str = "", *marks: Mark, **more: Any
    ) -> None:
        status = more.pop("status", "done")
        done = Translation(status="done", text=back) if back else None
        answer = Previewed(
            request_id=asked.request_id,
            person_id=asked.person_id,
            conversation_id=asked.conversation_id,
            language=asked.language,
            translation=Translation(status=status, text=text),
            back=done,
            marks=marks,
        )
        self.broker.xadd(stream(ANSWERS, 0), {BODY: encode(answer)})
