"""What several tests of this folder need of the translator they share (tests/nlp/conftest.py)."""

import pytest

from nlp.engines.apertium.engine import ApertiumEngine


@pytest.fixture(scope="session")
def spanish(translator):
    """The translator, where Apertium brings Spanish."""
    if not any(edge.target == "es" for edge in ApertiumEngine().edges()):
        pytest.skip("apertium-es-pt is not installed")
    return translator
