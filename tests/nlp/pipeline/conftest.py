"""One pipeline for all tests of this folder: its models load once, all of it in the main thread."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from nlp.pipeline import build
from wire.contracts.events import MessagePosted
from wire.contracts.settings import Settings
from wire.contracts.shelf import Shelf, ShelfPassage

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


class CasaVerde:
    """Articles of the organisation "casa"; no other has any."""

    def get(self, organisation_id, known):
        """Once for who has them."""
        return SHELF if organisation_id == "casa" and known != SHELF.rev else None


SHELF = Shelf(
    organisation_id="casa",
    rev=3,
    passages=tuple(
        ShelfPassage(id=f"p{number}", article_id=f"a{number}", title=title, language="en", text=text)
        for number, (title, text) in enumerate(
            (
                ("Returning an item", "You may send anything back within 30 days of receiving it."),
                ("Shipping costs", "Shipping costs 4.90 euros. From 60 euros on it is free."),
                ("Opening hours", "Our shop is open from Monday to Saturday, ten to seven."),
                ("Warranty", "All furniture has a guarantee of five years."),
            )
        )
    ),
)


@pytest.fixture(scope="session")
def home_settings(tmp_path_factory):
    """Settings of a machine where nothing was pulled."""
    return Settings(home=Path(tmp_path_factory.mktemp("house")))


@pytest.fixture(scope="session")
def pipeline(home_settings):
    """What the worker builds."""
    pipeline = build(home_settings, shelves=CasaVerde())
    yield pipeline
    pipeline.close()


def posted(text, language="en", to=("pt",), **more):
    """A message from a speaker of `language`."""
    number = more.pop("number", 1)
    return MessagePosted(
        message_id=f"m{number}",
        conversation_id="c1",
        seq=number,
        author_id="ana",
        text=text,
        language=language,
        targets=to,
        posted_at=NOW,
        queued_at=NOW,
        **more,
    )
