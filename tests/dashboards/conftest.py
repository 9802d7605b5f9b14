"""One dashboard for the session, started as `duologue dashboard` starts it, over a busy town."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from dashboards.run import command
from tests.dashboards.town import town
from tests.ports import free_port
from tests.waiting import rests
from wire.contracts.settings import Settings


@pytest.fixture(scope="session")
def home(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("dashboard")


@pytest.fixture(scope="session")
def url(home) -> Iterator[str]:
    port = free_port()
    settings = Settings(home=home, dashboard_port=port, dashboard_names=("board.example",))
    town(settings.lake_path, conversations=25)
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


def _ready(address: str, process: subprocess.Popen[bytes], said: Path) -> None:
    end = time.monotonic() + 180
    for rest in rests():
        with suppress(httpx.HTTPError):
            if httpx.get(f"{address}/_stcore/health").status_code == 200:
                return
        if process.poll() is not None or time.monotonic() > end:
            pytest.fail(f"the dashboard has not started ({process.poll()}): {said.read_text()}")
        time.sleep(rest)
