"""Models of all tests of this folder load once in a process."""

from pathlib import Path

import pytest

from nlp.tasks.translation.translator import build_translator
from tests.nlp import loaded
from wire.contracts.settings import Settings

loaded.keep()


@pytest.fixture(scope="session")
def translator(tmp_path_factory):
    """All engines of this machine, nothing pulled."""
    translator = build_translator(Settings(home=Path(tmp_path_factory.mktemp("house"))))
    yield translator
    translator.close()
