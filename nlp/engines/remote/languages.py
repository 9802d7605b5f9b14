"""Which languages a remote server offers: as set, else as the server says, else as it said before."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Sequence
from itertools import permutations
from pathlib import Path
from typing import Any

import msgspec

from nlp.engines.remote.server import Server, ServerFailed
from wire.contracts.languages import primary

log = logging.getLogger(__name__)

FILE = "remote-languages.json"


class Offered(msgspec.Struct, frozen=True):
    """One language of a server, with the codes that it uses; null targets: all it has."""

    code: str
    targets: tuple[str, ...] | None = None


class _Kept(msgspec.Struct, frozen=True):
    place: str
    languages: tuple[Offered, ...]


class Languages:
    """Asked of the server once, at the first need. `only` are codes as the server writes them; empty: all."""

    def __init__(self, server: Server, only: Sequence[str], models: Path) -> None:
        self._server, self._only, self._file = server, tuple(only), models / FILE
        self._pairs: dict[tuple[str, str], tuple[str, str]] | None = None

    def pairs(self) -> dict[tuple[str, str], tuple[str, str]]:
        """By primary subtags: the codes to ask with. Empty where nothing was ever said."""
        if self._pairs is None:
            self._pairs = dict(_pairs(self._offered()))
        return self._pairs

    def _offered(self) -> Sequence[Offered]:
        if self._only:
            return [Offered(code) for code in self._only]
        try:
            found = _read(self._server.languages())
            self._keep(found)
            return found
        except ServerFailed as error:
            kept = self._kept()
            log.warning(
                "remote %s does not say its languages (%s): %s",
                self._server.host,
                error,
                "using what it said before"
                if kept
                else "set DUOLOGUE_REMOTE_LANGUAGES to use it all the same",
            )
            return kept

    def _keep(self, found: tuple[Offered, ...]) -> None:
        part = self._file.with_name(f"{self._file.name}.{os.getpid()}.part")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(msgspec.json.encode(_Kept(self._server.place, found)))
            part.replace(self._file)
        except OSError as error:
            log.debug("languages of the remote server cannot be kept: %s", error)

    def _kept(self) -> tuple[Offered, ...]:
        try:
            kept = msgspec.json.decode(self._file.read_bytes(), type=_Kept)
        except (OSError, msgspec.MsgspecError):
            return ()
        return kept.languages if kept.place == self._server.place else ()


def _read(found: Iterable[Any]) -> tuple[Offered, ...]:
    try:
        return tuple(msgspec.convert(one, Offered) for one in found)
    except msgspec.ValidationError as error:
        raise ServerFailed("its list of languages cannot be read") from error


def _pairs(offered: Sequence[Offered]) -> Iterable[tuple[tuple[str, str], tuple[str, str]]]:
    """A plain code goes before its variants: "pt" before "pt-BR"; of variants alone, the first."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for one, other in permutations(offered, 2):
        pair = (primary(one.code), primary(other.code))
        if pair[0] == pair[1] or (one.targets is not None and other.code not in one.targets):
            continue
        if pair not in found or _plain(one, other) > _plain(*map(Offered, found[pair])):
            found[pair] = (one.code, other.code)
    return sorted(found.items())


def _plain(one: Offered, other: Offered) -> int:
    return sum(primary(code) == code for code in (one.code, other.code))
