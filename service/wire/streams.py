"""Names of streams, groups and channels. Hash tags keep what one read needs in one cluster slot."""

from __future__ import annotations

from zlib import crc32

MESSAGES = "messages"
REQUESTS = "requests"
ENRICHMENTS = "enrichments"
ANSWERS = "answers"
"""What interactive requests gave: overtakes enrichments, is not stored and of no use to analytics."""
ACTIVITY = "activity"
DEAD = "dead"

GROUP_NLP = "nlp"
GROUP_APPLY = "apply"
GROUP_ANALYTICS = "analytics"

GROUPS_OF = {
    MESSAGES: (GROUP_NLP, GROUP_ANALYTICS),
    REQUESTS: (GROUP_NLP,),
    ENRICHMENTS: (GROUP_APPLY, GROUP_ANALYTICS),
    ANSWERS: (GROUP_APPLY,),
    ACTIVITY: (GROUP_ANALYTICS,),
}
"""Who must have passed an entry before it may be trimmed."""

BODY = b"body"
"""The one field of an entry: JSON of a struct in `service.wire.events`."""


def partition_of(conversation_id: str, partitions: int) -> int:
    """The partition of a conversation: stable across processes and versions (CRC-32 of the id)."""
    return crc32(conversation_id.encode()) % partitions


def stream(name: str, partition: int) -> str:
    """Key of one partition of a stream: `messages:{0}`."""
    return f"{name}:{{{partition}}}"


def keys(name: str, partitions: int) -> list[str]:
    """All keys of a stream."""
    return [stream(name, number) for number in range(partitions)]


def person_channel(person_id: str) -> str:
    """Sharded pub/sub channel of one person."""
    return f"person:{{{person_id}}}"


def heartbeat_key(part: str, name: str) -> str:
    """Key that a running part keeps alive: `part:worker:host-1`. Value: a `parts.Heartbeat`."""
    return f"part:{part}:{name}"
