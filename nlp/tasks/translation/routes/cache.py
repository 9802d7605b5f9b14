"""Translations of segments that all workers share, around the engines.

What is kept is what an engine made of one masked segment, and nothing else: no glossary, no correction and no
message of anybody's is applied yet, so that an entry says the same to everybody. Links, addresses, handles,
codes and emoji are placeholders by then. Keys are hashes: nobody can list what was said.

Though the value depends on nobody, that it is there does: it is answered sooner, and who guesses a sentence
could learn by the clock that another has said it lately. So the key carries the organisation, and entries are
shared within one, not between two. Direct conversations, which are of none, share with each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Protocol

import msgspec

from nlp.tasks.translation.address.manner import Manner
from nlp.tasks.translation.routes.graph import Route
from nlp.tasks.translation.routes.walk import USUAL, Outcome

VERSION = "5"
"""To be raised when engines are called in another way: a sentence splitter, a repair, a decoding option."""

LONGEST = 600
"""Characters of a segment; longer ones hardly ever come twice."""


class SegmentCache(Protocol):
    """Keeps bytes by key for a while. Never raises, never waits long: what cannot be had is not there."""

    def get_many(self, keys: Sequence[str]) -> dict[str, bytes]:
        """What is known of these."""
        ...

    def put_many(self, items: Mapping[str, bytes]) -> None:
        """Keep these, as long as there is room."""
        ...

    def claim(self, keys: Sequence[str]) -> frozenset[str]:
        """Those of `keys` that nobody else is working on. Claims lapse by themselves, and with `put_many`."""
        ...

    def await_many(self, keys: Sequence[str]) -> dict[str, bytes]:
        """What others put under keys that they claimed; waits a moment for it, not longer."""
        ...

    def close(self) -> None:
        """Let go of connections. Idempotent."""
        ...


class NoCache:
    """For one process by itself."""

    def get_many(self, keys: Sequence[str]) -> dict[str, bytes]:
        """Nothing."""
        return {}

    def put_many(self, items: Mapping[str, bytes]) -> None:
        """Forget them."""

    def claim(self, keys: Sequence[str]) -> frozenset[str]:
        """All."""
        return frozenset(keys)

    def await_many(self, keys: Sequence[str]) -> dict[str, bytes]:
        """Nothing."""
        return {}

    def close(self) -> None:
        """Nothing to do."""


class ReadOnly(NoCache):
    """Looks into a cache and leaves no trace in it: for texts that nobody has sent."""

    def __init__(self, cache: SegmentCache) -> None:
        self._cache = cache

    def get_many(self, keys: Sequence[str]) -> dict[str, bytes]:
        """What the cache knows."""
        return self._cache.get_many(keys)


def shared(
    cache: SegmentCache,
    route: Route,
    texts: Sequence[str],
    walk: Callable[[list[str]], list[Outcome]],
    *,
    organisation: str = "",
    manner: Manner = USUAL,
) -> list[Outcome]:
    """One outcome per text, in order: from the cache, else by `walk`, each distinct text once.

    A text that another worker has just begun is left to that worker for a moment, while ours are done.
    `manner`: as `walk` has it.
    """
    wanted = list(dict.fromkeys(texts))
    keys = {text: key_of(route, text, organisation, manner) for text in wanted if len(text) <= LONGEST}
    known = _read(cache.get_many(list(keys.values()))) if keys else {}
    open_keys = [key for key in keys.values() if key not in known]
    ours = cache.claim(open_keys) if open_keys else frozenset()
    theirs = [key for key in open_keys if key not in ours]
    found = {text: known[key] for text, key in keys.items() if key in known}
    found |= _walked(
        cache, keys, [text for text in wanted if text not in found and keys.get(text) not in theirs], walk
    )
    if theirs:
        late = _read(cache.await_many(theirs))
        found |= {text: late[key] for text, key in keys.items() if key in late}
        found |= _walked(cache, keys, [text for text in wanted if text not in found], walk)
    return [found[text] for text in texts]


def key_of(route: Route, text: str, organisation: str = "", manner: Manner = USUAL) -> str:
    """A hash of all that decides what comes out: engines and models along the route, languages, the text, and
    how it speaks; and of whose it is, by id, so that nobody else finds it. Empty: of a direct
    conversation.
    """
    steps = (f"{edge.engine}/{edge.model}/{edge.source}>{edge.target}" for edge in route.edges)
    return sha256(
        "\0".join((VERSION, organisation, *manner.key, *steps, text)).encode("utf-8", "surrogatepass")
    ).hexdigest()[:40]


def _walked(
    cache: SegmentCache,
    keys: Mapping[str, str],
    texts: list[str],
    walk: Callable[[list[str]], list[Outcome]],
) -> dict[str, Outcome]:
    if not texts:
        return {}
    found = dict(zip(texts, walk(texts), strict=True))
    fresh = {keys[text]: one for text, one in found.items() if text in keys and one.text is not None}
    if fresh:
        cache.put_many({key: _encode(one) for key, one in fresh.items()})
    return found


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Outcome).decode


def _read(found: Mapping[str, bytes]) -> dict[str, Outcome]:
    """What can be read; another version's entry is as good as none."""
    known = {}
    for key, body in found.items():
        try:
            known[key] = _decode(body)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            continue
    return known
