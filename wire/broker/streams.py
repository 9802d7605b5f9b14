"""Names of streams, groups and channels. Hash tags keep what one read needs in one cluster slot."""

from __future__ import annotations

from zlib import crc32

MESSAGES = "messages"
BULK = "bulk"
"""Work on messages that goes beyond its person's share: by lanes, which workers serve in turn."""
HURRIED = "hurried"
"""Messages that wait, asked for a second time because somebody looks at them."""
REQUESTS = "requests"
ENRICHMENTS = "enrichments"
ANSWERS = "answers"
"""What interactive requests gave: overtakes enrichments, is not stored and of no use to analytics."""
ACTIVITY = "activity"
EVENTS = "events"
"""Domain events of processes that serve no sockets, for those that do: what has happened, by its fact."""
AUDITS = "audits"
"""Collectors ask what the store knows; see `wire.broker.audit`."""
RECALLS = "recalls"
"""What it knows, and what is sent to them again. Both streams have one partition."""
DEAD = "dead"

GROUP_NLP = "nlp"
GROUP_APPLY = "apply"
GROUP_ANALYTICS = "analytics"
GROUP_SCREENS = "screens"
"""Web processes, which tell sockets of domain events."""

GROUPS_OF = {
    MESSAGES: (GROUP_NLP, GROUP_ANALYTICS),
    BULK: (GROUP_NLP,),
    HURRIED: (GROUP_NLP,),
    REQUESTS: (GROUP_NLP,),
    ENRICHMENTS: (GROUP_APPLY, GROUP_ANALYTICS),
    ANSWERS: (GROUP_APPLY,),
    ACTIVITY: (GROUP_ANALYTICS,),
    EVENTS: (GROUP_SCREENS,),
    AUDITS: (GROUP_APPLY,),
    RECALLS: (GROUP_ANALYTICS,),
}
"""Who must have passed an entry before it may be trimmed."""

LANES = 16
"""Lanes of `bulk` in each partition."""

UNSENT = frozenset({REQUESTS, ANSWERS})
"""Carry texts that nobody has sent: they are in no file, not even where an entry cannot be handled."""

BODY = b"body"
"""The one field of an entry: JSON of a struct in `wire.contracts.events`."""


def partition_of(conversation_id: str, partitions: int) -> int:
    """The partition of a conversation: stable across processes and versions (CRC-32 of the id)."""
    return crc32(conversation_id.encode()) % partitions


def stream(name: str, partition: int) -> str:
    """Key of one partition of a stream: `messages:{0}`."""
    return f"{name}:{{{partition}}}"


def partition_in(key: str) -> int:
    """The partition that a key names."""
    return int(key[key.index("{") + 1 : key.index("}")])


def lanes(partition: int) -> list[str]:
    """Keys of the lanes of a partition: `bulk:{0}:0` …"""
    return [f"{stream(BULK, partition)}:{lane}" for lane in range(LANES)]


def lane_of(person_id: str, partition: int) -> str:
    """Key of the lane of a person, in a partition."""
    return f"{stream(BULK, partition)}:{crc32(person_id.encode()) % LANES}"


def keys(name: str, partitions: int) -> list[str]:
    """All keys of a stream."""
    if name == BULK:
        return [key for number in range(partitions) for key in lanes(number)]
    return [stream(name, number) for number in range(partitions)]


def name_of(key: str) -> str:
    """The stream that a key is a partition of."""
    return key.partition(":")[0]


def person_channel(person_id: str) -> str:
    """Sharded pub/sub channel of one person."""
    return f"person:{{{person_id}}}"


def process_channel(origin: str) -> str:
    """Sharded pub/sub channel on which nothing is said: a process that hears any other hears this one."""
    return f"process:{{{origin}}}"


def heartbeat_key(part: str, name: str) -> str:
    """Key that a running part keeps alive: `part:{worker}:host-1`. Value: a `heartbeats.Heartbeat`."""
    return f"part:{{{part}}}:{name}"


def parts_key(part: str) -> str:
    """Sorted set of those that run, by the time until which they count. In the slot of their heartbeats."""
    return f"parts:{{{part}}}"
