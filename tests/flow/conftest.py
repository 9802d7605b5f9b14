from collections.abc import Iterator

import pytest

from tests.flow.installation import Installation


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A house that all journeys share; tests that break things start their own."""
    home = Installation(tmp_path_factory.mktemp("flow") / "home", DUOLOGUE_LIMITS="posting=6000/minute")
    home.start()
    yield home
    assert home.stop() == 0


@pytest.fixture
def own_installation(tmp_path) -> Iterator[Installation]:
    """A house to break."""
    home = Installation(tmp_path / "home", DUOLOGUE_LIMITS="posting=6000/minute")
    home.start()
    yield home
    if home.process is not None and home.process.poll() is None:
        home.stop()
