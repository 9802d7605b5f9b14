"""Articles of organisations, from the broker: those of each that a worker has answered for stay in memory."""

from __future__ import annotations

import logging

import redis.exceptions

from wire.broker.shelves import REV, SHELF, shelf_key
from wire.broker.sync import SyncClient
from wire.contracts.codec import decoder
from wire.contracts.errors import DecodeError
from wire.contracts.shelf import Shelf

log = logging.getLogger(__name__)

TIMEOUT = 2.0
"""Seconds that the broker has for an answer: a shelf may have a megabyte, and is asked for once a change."""


class BrokerShelves:
    """`nlp.tasks.answer.shelves.Shelves`. Belongs to one thread."""

    def __init__(self, url: str) -> None:
        self._client = SyncClient(url, TIMEOUT)
        self._decode = decoder(Shelf)

    def get(self, organisation_id: str, known: int | None) -> Shelf | None:
        """What there is, where it is not of the `rev` that is known; null: it is, or there is none."""
        key = shelf_key(organisation_id)
        try:
            [rev] = self._client.run(lambda pipe: pipe.hget(key, REV))
            if rev is None or int(rev) == known:
                return None
            [body] = self._client.run(lambda pipe: pipe.hget(key, SHELF))
            return self._decode(body) if body else None
        except (redis.exceptions.RedisError, DecodeError) as error:
            log.warning("articles of an organisation cannot be read: %s", type(error).__name__)
            return None
