"""Engine `remote`: a LibreTranslate-compatible server of your choice. What it translates leaves this machine.

Off unless `remote_url` is set, and then used only where nothing here is expected to do better. It never
raises for what the network does: a text that could not be translated says so, and may be asked again later.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

import httpx

from nlp.engines.alphabet import EVERYTHING, Alphabet
from nlp.engines.base import Edge, Rendering
from nlp.engines.remote.languages import Languages
from nlp.engines.remote.server import Server, ServerFailed, TextRefused
from nlp.errors import EngineMissing
from wire.contracts.settings import Settings

log = logging.getLogger(__name__)

NAME = "remote"
USUAL_QUALITY = 56.0
"""Below a Firefox model, so that text stays here where that is as good; above rules and chains of them."""
BY_WAY_OF_ENGLISH = 0.85
"""What is left of it where neither side is English: such servers take two steps then."""
COST = 0.300
BATCH = 16
"""Texts of one question."""

Answer = tuple[str | None, str]
"""A translation, or null and why there is none."""


class RemoteEngine:
    """Raises SettingsError where `settings.remote_url` is no http(s) address. Asks nothing before it must."""

    name = NAME

    def __init__(self, settings: Settings, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._server = Server(settings.remote_url, settings.remote_key, transport)
        self._languages = Languages(self._server, settings.remote_languages, settings.models_path)

    @property
    def place(self) -> str:
        """Where texts go: an address without name and password."""
        return self._server.place

    def edges(self) -> tuple[Edge, ...]:
        """What the server offers, as far as `remote_languages` allows; asked once, briefly."""
        return tuple(
            Edge(
                source=source,
                target=target,
                engine=NAME,
                model=self._server.host,
                quality=USUAL_QUALITY * (1 if "en" in (source, target) else BY_WAY_OF_ENGLISH),
                cost=COST,
            )
            for source, target in self._languages.pairs()
        )

    def alphabet(self, source: str, target: str) -> Alphabet:
        """Everything: what the server runs is not known."""
        return EVERYTHING

    def translate(self, source: str, target: str, texts: Sequence[str]) -> list[Rendering]:
        """Line breaks and outer blanks stay: lines travel by themselves, several in one question."""
        codes = self._languages.pairs().get((source, target))
        if codes is None:
            raise EngineMissing(f"{self._server.host} does not offer {source}>{target}")
        lines = list(dict.fromkeys(line.strip() for text in texts for line in text.split("\n")))
        wanted = [line for line in lines if line]
        done: dict[str, Answer] = {"": ("", "")}
        for start in range(0, len(wanted), BATCH):
            batch = wanted[start : start + BATCH]
            done |= dict(zip(batch, self._batch(codes, batch), strict=True))
        return [self._whole(text, done) for text in texts]

    def close(self) -> None:
        """Nothing is open between two questions."""

    def _batch(self, codes: tuple[str, str], lines: list[str]) -> list[Answer]:
        """A batch that is refused for its texts is asked line by line: one bad line fails no other."""
        try:
            return [(text, "") for text in self._server.translate(codes, lines)]
        except TextRefused as error:
            if len(lines) > 1:
                return [answer for line in lines for answer in self._batch(codes, [line])]
            why = str(error)
        except ServerFailed as error:
            why = str(error)
        log.warning("remote %s gave no translation: %s", self._server.host, why)
        return [(None, f"the translation server gave none: {why}")] * len(lines)

    def _whole(self, text: str, done: dict[str, Answer]) -> Rendering:
        lines = []
        for line in text.split("\n"):
            core = line.strip()
            translated, why = done[core]
            if translated is None:
                return Rendering(text=None, engine=NAME, model=self._server.host, problem=why)
            lines.append(line.replace(core, translated.strip(), 1) if core else line)
        return Rendering(text="\n".join(lines), engine=NAME, model=self._server.host)
