"""What `duologue doctor` says of sentiment: which model serves, and how to get the one that was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from nlp.encoder.wheel import open_wheel
from nlp.errors import NlpError
from nlp.tasks.sentiment import hub, own
from nlp.tasks.sentiment.build import OWN
from wire.contracts.errors import SettingsError
from wire.contracts.settings import Settings

INSTALL = "install Duologue again: make install"


class Line(NamedTuple):
    """One model: whether it can serve, and what to do where it cannot."""

    engine: str
    state: Literal["ready", "missing", "broken"]
    why: str
    how: str


def report(settings: Settings) -> Iterator[Line]:
    """Looks for files and reads small ones; loads no model."""
    if settings.sentiment_model != OWN:
        yield _hub(settings)
    try:
        card = own.read_card(own.shipped())
        open_wheel()
        yield Line(own.ENGINE, "ready", f"{card.model}, in the package", "")
    except NlpError as error:
        yield Line(own.ENGINE, "broken", str(error), INSTALL)


def _hub(settings: Settings) -> Line:
    try:
        return Line(hub.ENGINE, "ready", f"{hub.named(settings).label} in {hub.find(settings)}", "")
    except SettingsError as error:
        return Line(hub.ENGINE, "broken", str(error), "correct the setting; our own model serves")
    except NlpError as error:
        why, _, how = str(error).partition(". ")
        return Line(hub.ENGINE, "missing", why, f"{how}. Until then our own model serves.")
