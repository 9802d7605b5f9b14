"""A small world of conversations, told event by event, to be written to a lake or sent over the streams."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import redis

from analytics.lake import Lake
from analytics.recorder import write_batch
from wire.broker.consumer import Delivery
from wire.broker.streams import ACTIVITY, BODY, ENRICHMENTS, MESSAGES, partition_of, stream
from wire.contracts.activity import Activity
from wire.contracts.codec import encode
from wire.contracts.events import (
    Enriched,
    MessagePosted,
    Problem,
    Sentiment,
    Suggestion,
    Translation,
)

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday
SCORES = {
    "positive": {"positive": 0.8, "neutral": 0.15, "negative": 0.05},
    "neutral": {"positive": 0.2, "neutral": 0.6, "negative": 0.2},
    "negative": {"positive": 0.1, "neutral": 0.2, "negative": 0.7},
}


def minutes(number: float) -> datetime:
    return START + timedelta(minutes=number)


class World:
    """Collects events. Each method returns the id of what it made."""

    def __init__(self, start: datetime = START, demo: bool = False, organisation: str | None = None) -> None:
        self.start, self.demo, self.organisation = start, demo, organisation
        self.events: list[tuple[str, MessagePosted | Enriched | Activity]] = []
        self._seq: dict[str, int] = defaultdict(int)

    def say(self, who, at, *, conversation="c1", language="en", target="pt", text="two words", queued=None):
        self._seq[conversation] += 1
        seq = self._seq[conversation]
        posted = self.start + timedelta(minutes=at)
        event = MessagePosted(
            message_id=f"{conversation}-{seq}",
            conversation_id=conversation,
            seq=seq,
            author_id=who,
            text=text,
            language=language,
            targets=(target,),
            posted_at=posted,
            queued_at=queued or posted,
            organisation_id=self.organisation,
            demo=self.demo,
        )
        self.events.append((MESSAGES, event))
        return event.message_id

    def enrich(
        self,
        message_id,
        *,
        sentiment=None,
        wait=0.5,
        outcome="done",
        rough=False,
        reason=None,
        detected=None,
        intents=(),
        route=None,
        failed=None,
        annotations=(),
    ):
        """`outcome` None leaves the translations away; `failed` is a problem code of the whole message."""
        message = next(
            e for _, e in self.events if isinstance(e, MessagePosted) and e.message_id == message_id
        )
        target = message.targets[0]
        done = Translation(
            status=outcome or "done",
            text="x" if outcome == "done" else None,
            engine="firefox" if outcome == "done" else None,
            route=route or ((message.language, target) if outcome == "done" else ()),
            rough=rough,
            reason=reason,
        )
        event = Enriched(
            message_id=message_id,
            conversation_id=message.conversation_id,
            author_id=message.author_id,
            status="failed" if failed else "done",
            language=None if failed else detected or message.language,
            translations={target: done} if outcome else {},
            sentiment=Sentiment(label=sentiment, scores=SCORES[sentiment], engine="head", model="m")
            if sentiment
            else None,
            suggestions=tuple(Suggestion(id=i, language=target, text="secret reply") for i in intents),
            annotations=annotations,
            problem=Problem(code=failed, message="it broke") if failed else None,
            posted_at=message.posted_at,
            queued_at=message.queued_at,
            enriched_at=message.queued_at + timedelta(seconds=wait),
            organisation_id=self.organisation,
            demo=self.demo,
        )
        self.events.append((ENRICHMENTS, event))
        return message_id

    def tell(self, who, at, sentiment=None, **options):
        """Say and enrich in one."""
        keys = {"conversation", "language", "target", "text", "queued"}
        said = {k: v for k, v in options.items() if k in keys}
        understood = {k: v for k, v in options.items() if k not in keys}
        return self.enrich(self.say(who, at, **said), sentiment=sentiment, **understood)

    def act(self, kind, at, *, message_id=None, suggestion_id=None, person="ben", count=None):
        event = Activity(
            id=f"a{len(self.events)}-{kind}-{'demo' if self.demo else 'live'}-{at}-{self.organisation}",
            kind=kind,
            at=self.start + timedelta(minutes=at),
            person_id=person,
            conversation_id="c1",
            message_id=message_id,
            suggestion_id=suggestion_id,
            count=count,
            organisation_id=self.organisation,
            demo=self.demo,
        )
        self.events.append((ACTIVITY, event))
        return event.id

    def write(self, root: Path, first_entry: int = 1) -> Lake:
        """Write all events to a lake, as the recorder does, without streams."""
        by_stream = defaultdict(list)
        for number, (name, event) in enumerate(self.events, first_entry):
            by_stream[name].append(Delivery(f"{number}-0", stream(name, 0), event, 1))
        for batch in by_stream.values():
            write_batch(root, batch)
        return Lake(root)

    def publish(self, url: str, partitions: int = 1) -> int:
        """Send all events over the streams, in order."""
        with redis.Redis.from_url(url) as client:
            for name, event in self.events:
                key = stream(name, partition_of(event.conversation_id or "", partitions))
                client.xadd(key, {BODY: encode(event)})
        return len(self.events)
