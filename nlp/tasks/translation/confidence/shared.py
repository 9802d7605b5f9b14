"""Confidences that all workers share: reading two vectors takes longer than asking who has done it before."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import msgspec

from nlp.tasks.translation.confidence.judge import Evidence, Judging
from nlp.tasks.translation.routes.cache import LONGEST, ReadOnly, SegmentCache

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(float | None).decode


class SharedJudge:
    """A judge that looks into the shared cache first."""

    def __init__(self, judge: Judging, model: str, cache: SegmentCache) -> None:
        """`model` is the judge's: what another one said is not taken for its word."""
        self._judge, self._model, self._cache = judge, model, cache

    def unshared(self) -> SharedJudge:
        """The same judge, leaving no trace in the cache: for texts that nobody has sent."""
        return SharedJudge(self._judge, self._model, ReadOnly(self._cache))

    def judge(self, evidence: Sequence[Evidence]) -> list[float | None]:
        """One probability per translation, 0 to 1; null where nothing that tells was measured."""
        keys = [self._key(one) for one in evidence]
        short = [key for key, one in zip(keys, evidence, strict=True) if len(one.text) <= LONGEST]
        found = self._read(short) if short else {}
        fresh = {key: one for key, one in zip(keys, evidence, strict=True) if key not in found}
        judged = dict(zip(fresh, self._judge.judge(list(fresh.values())), strict=True)) if fresh else {}
        if kept := {key: _encode(judged[key]) for key in short if key in judged}:
            self._cache.put_many(kept)
        found |= judged
        return [found[key] for key in keys]

    def _key(self, one: Evidence) -> str:
        return sha256(self._model.encode() + b"\0" + _encode(one)).hexdigest()[:40]

    def _read(self, keys: Sequence[str]) -> dict[str, float | None]:
        known = {}
        for key, body in self._cache.get_many(keys).items():
            try:
                known[key] = _decode(body)
            except (msgspec.MsgspecError, UnicodeDecodeError):
                continue
        return known
