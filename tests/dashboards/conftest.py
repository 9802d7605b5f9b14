"""One dashboard for the session, started as `duologue dashboard` starts it, over a busy town. It is shut:
`entered` brings the cookie of its operator.
"""

import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from dashboards import viewer
from dashboards.gate import PASS
from dashboards.run import command
from dashboards.viewer import Viewer
from tests.dashboards.shop import shop
from tests.dashboards.town import town
from tests.ports import free_port
from tests.waiting import rests
from wire import operator
from wire.contracts.settings import Settings


@pytest.fixture(scope="session")
def home(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("dashboard")


@pytest.fixture(scope="session")
def url(home) -> Iterator[str]:
    port = free_port()
    settings = Settings(home=home, port=free_port(), dashboard_port=port, dashboard_names=("board.example",))
    town(settings.lake_path, conversations=25)
    shop(settings.lake_path)
    said = home / "said.txt"  # a pipe that nobody reads would hold it up when it is full
    with said.open("wb") as out:
        process = subprocess.Popen(command(settings), cwd=home, stderr=out)
    address = f"http://127.0.0.1:{port}"
    try:
        _ready(address, process, said)
        yield address
    finally:
        process.kill()  # Streamlit may sit on a SIGTERM, and it only reads
        process.wait(120)


@pytest.fixture(scope="session")
def entered(home: Path, url: str) -> dict[str, str]:
    """Headers of who came by the operator's link."""
    token = operator.entered(home, operator.new_link(home, url).partition("code=")[2])
    return {"cookie": f"{PASS}={token}"}


def _ready(address: str, process: subprocess.Popen[bytes], said: Path) -> None:
    end = time.monotonic() + 180
    for rest in rests():
        with suppress(httpx.HTTPError):
            if httpx.get(f"{address}/health/live").status_code == 200:
                return
        if process.poll() is not None or time.monotonic() > end:
            pytest.fail(f"the dashboard has not started ({process.poll()}): {said.read_text()}")
        time.sleep(rest)


@pytest.fixture
def looks(monkeypatch):
    """Say who looks."""

    def said(who: Viewer | None) -> None:
        monkeypatch.setattr(viewer, "here", lambda: who)

    return said


@pytest.fixture
def root(tmp_path, monkeypatch, looks):
    monkeypatch.setenv("DUOLOGUE_HOME", str(tmp_path))
    monkeypatch.setattr("sys.argv", ["streamlit"])
    looks(Viewer(operator=True))
    return tmp_path / "lake"
