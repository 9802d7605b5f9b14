"""One translator for all tests of this folder that run in one process: its models load once."""

from pathlib import Path

import pytest

from nlp.tasks.translation.translator import build_translator
from wire.contracts.settings import Settings


@pytest.fixture(scope="session")
def translator(tmp_path_factory):
    """All engines of this machine, nothing pulled."""
    translator = build_translator(Settings(home=Path(tmp_path_factory.mktemp("house"))))
    yield translator
    translator.close()
