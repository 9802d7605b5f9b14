"""Fixtures of all tests: a real Valkey for the session, emptied before each test, and a fresh home."""

import functools
import gc
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx._config as httpx_config
import httpx._transports.default as transports
import hypothesis
import pytest
import redis
from hypothesis.internal.conjecture import providers
from playwright.sync_api import Browser, expect, sync_playwright

from service.identity import passwords
from tests import apps, compiled, shaking, side_by_side
from tests.brokers import started
from tests.order import place
from tests.s3 import s3  # noqa: F401 (a fixture)
from wire.contracts.settings import Settings

CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
"""The shell is the same browser without what is for eyes: it takes a quarter less CPU."""
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


hypothesis.settings.register_profile("same", derandomize=True, deadline=None, database=None)
hypothesis.settings.load_profile("same")
providers._get_local_constants = lambda: providers._local_constants
"""Generated cases are the same in every run, however long one takes: what fails here fails everywhere. So
they take no constants from the code of whatever modules are loaded: each process looked through all files."""

PASSWORD_COST = (passwords.PASSES, passwords.MEMORY_KIB)
"""What a password's hash costs people; in this process it costs next to nothing."""

passwords.PASSES, passwords.MEMORY_KIB = 1, 64

compiled.keep()
apps.keep()

transports.create_ssl_context = functools.cache(transports.create_ssl_context)
"""One for all clients: making it anew takes each of them 19 ms of CPU, and nearly all speak plain HTTP."""

for _name in ("connect", "read", "write", "pool"):
    setattr(httpx_config.DEFAULT_TIMEOUT_CONFIG, _name, 120.0)
"""Seconds that a test's own client waits, where it does not say: five are too few for a busy machine."""

expect.set_options(timeout=60_000)
"""Milliseconds: a page on a busy machine may take long to show what it will show."""


ROOT = Path(__file__).parent.parent
CLIENT = ROOT / "service" / "client"


def pytest_addoption(parser: pytest.Parser) -> None:
    """How to look for races (tests/shaking.py), and journeys over many processes (tests/flow/wide.py)."""
    parser.addoption("--wide", action="store_true", help="journeys on a cluster, with several of each part")
    parser.addoption("--shake", type=int, metavar="SEED", help="answers and frames come late, pages are slow")


def pytest_report_header(config: pytest.Config) -> list[str]:
    """What a run can be repeated with."""
    seed = config.getoption("shake")
    return [] if seed is None else [f"shaken: --shake {seed}"]


def pytest_configure(config: pytest.Config) -> None:
    """The page is built before anything serves it: once, by the process that starts the others."""
    shaking.shake(config.getoption("shake"))
    if hasattr(config, "workerinput"):
        return
    if config.getoption("dist", "no") == "loadgroup":
        config.pluginmanager.register(side_by_side.Handing())
    if _is_stale():
        subprocess.run([ROOT / "scripts" / "client.sh"], check=True)


def _is_stale() -> bool:
    built = CLIENT / "dist" / "index.html"
    sources = [CLIENT / "build.mjs", CLIENT / "package-lock.json", *(CLIENT / "src").rglob("*")]
    return not built.exists() or any(path.stat().st_mtime > built.stat().st_mtime for path in sources)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In the order of `place`: those of one group follow each other (tests/order.py)."""
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
    items.sort(key=place)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection(session: pytest.Session) -> Iterator[None]:
    """Nothing that is collected is garbage yet: looking for some took a fifth of the time."""
    gc.disable()
    try:
        side_by_side.compile_share(session.config, [ROOT / one.split("::")[0] for one in session.config.args])
        return (yield)
    finally:
        gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """Before xdist says what was collected, it is told which tests stay together.

    What was collected stays to the end, a million objects: the collector of garbage looks at them no more.
    """
    side_by_side.tell(session.config, session.items)
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What a test said that failed first and then passed, where it was asked again (.ci/run)."""
    for report in terminalreporter.stats.get("rerun", []):
        terminalreporter.section(f"asked again: {report.nodeid}", yellow=True)
        terminalreporter.write_line(report.longreprtext)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The one browser of the session. Without Chromium its tests are skipped, and say so; CI must have it."""
    if CHROMIUM is None and not os.environ.get("CI"):
        pytest.skip("Chromium is not installed: sudo apt-get install chromium-headless-shell")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        yield found
        found.close()


@pytest.fixture(scope="session")
def valkey() -> Iterator[str]:
    """URL of a Valkey server that lives as long as the test session."""
    with tempfile.TemporaryDirectory(prefix="duo-") as folder:
        server = started(Path(folder), appendonly="yes")
        try:
            yield server.connection_url
        finally:
            server.stop()


@pytest.fixture(scope="module")
def fresh_valkey(valkey: str) -> str:
    """URL of that Valkey, emptied: whoever worked on its streams before this module is forgotten."""
    with redis.Redis.from_url(valkey) as client:
        client.flushall()
    return valkey


@pytest.fixture
def broker_url(valkey: str) -> str:
    """URL of an empty broker."""
    with redis.Redis.from_url(valkey) as client:
        client.flushall()
    return valkey


@pytest.fixture
def settings(tmp_path: Path, broker_url: str) -> Settings:
    """Settings of an installation of its own: empty broker, empty home."""
    return Settings(home=tmp_path / "home", redis_url=broker_url, reclaim_after=1, collect_seconds=1)
