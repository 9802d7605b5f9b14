"""One pipeline for all tests of this folder: its models load once, all of it in the main thread."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from nlp.pipeline import build
from wire.contracts.events import MessagePosted
from wire.contracts.settings import Settings

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def home_settings(tmp_path_factory):
    """Settings of a machine where nothing was pulled."""
    return Settings(home=Path(tmp_path_factory.mktemp("house")))


@pytest.fixture(scope="session")
def pipeline(home_settings):
    """What the worker builds."""
    pipeline = build(home_settings)
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
