"""One dashboard for the session, started as `duologue dashboard` starts it, over a busy town."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from dashboards.run import command
from tests.dashboards.town import town
from tests.ports import free_port
from wire.contracts.settings import Settings


@pytest.fixture(scope="session")
def home(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("dashboard")


@pytest.fixture(scope="session")
def url(home) -> Iterator[str]:
    port = free_port()
    settings = Settings(home=home, dashboard_port=port, dashboard_names=("board.example",))
    town(settings.lake_path, conversations=25)
    process = subprocess.Popen(command(settings), cwd=home, stderr=subprocess.PIPE, text=True)
    address = f"http://127.0.0.1:{port}"
    try:
        _ready(address, process)
        yield address
    finally:
        process.kill()  # Streamlit may sit on a SIGTERM, and it only reads
        process.communicate(timeout=120)


def _ready(address: str, process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if process.poll() is not None:
            pytest.fail(f"the dashboard ended: {process.communicate()[1]}")
        try:
            if httpx.get(f"{address}/_stcore/health").status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.1)
    pytest.fail("the dashboard did not start")
