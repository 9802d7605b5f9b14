"""Two installations for all journeys: starting one takes 8 s of CPU."""

import os
from collections.abc import Iterator

import pytest

from tests.flow.installation import Installation
from tests.flow.wide import Wide
from tests.ports import free_row
from wire.observability.metrics import PORTS


@pytest.fixture(scope="package")
def shared_installation(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    kind = Wide if request.config.getoption("wide") else Installation
    home = kind(tmp_path_factory.mktemp("flow") / "home", DUOLOGUE_LIMITS="posting=6000/minute")
    home.start()
    yield home
    home.end()


@pytest.fixture
def installation(shared_installation: Installation) -> Installation:
    """The one that tests share. Each finds it well: what the one before has killed is there again."""
    shared_installation.recover()
    return shared_installation


@pytest.fixture(scope="package")
def private_installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """In a home made by an earlier version under the usual umask; it logs all, and gives up at once."""
    before = os.umask(0o022)
    home = tmp_path_factory.mktemp("private") / "home"
    (home / "logs").mkdir(parents=True)
    (home / "logs" / "chat.log").write_text("old\n")
    (home / "lake").mkdir()
    made = Installation(
        home,
        DUOLOGUE_LOG_LEVEL="DEBUG",
        DUOLOGUE_METRICS_PORT=str(free_row(len(PORTS))),
        DUOLOGUE_MAX_DELIVERIES="1",
    )
    try:
        made.start()
    finally:
        os.umask(before)
    yield made
    made.end()


@pytest.fixture
def watched(private_installation: Installation) -> Installation:
    """The one whose logs and files are looked through."""
    private_installation.recover()
    return private_installation
