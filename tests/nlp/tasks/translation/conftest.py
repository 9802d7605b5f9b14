"""One translator for all tests of this folder: its models load once."""

from pathlib import Path

import pytest

from nlp.engines.apertium.engine import ApertiumEngine
from nlp.tasks.translation.translator import build_translator
from wire.contracts.settings import Settings


@pytest.fixture(scope="session")
def translator(tmp_path_factory):
    """All engines of this machine, nothing pulled."""
    translator = build_translator(Settings(home=Path(tmp_path_factory.mktemp("house"))))
    yield translator
    translator.close()


@pytest.fixture(scope="session")
def spanish(translator):
    """The translator, where Apertium brings Spanish."""
    if not any(edge.target == "es" for edge in ApertiumEngine().edges()):
        pytest.skip("apertium-es-pt is not installed")
    return translator
