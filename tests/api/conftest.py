from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.api.serving import Guest, Served, patience, serving
from tests.api.town import channel_of, join
from tests.api.visitors import Visitor
from wire.contracts.settings import Settings


@pytest.fixture(scope="module")
def patient() -> Iterator[None]:
    """For tests of who is refused as one too many, and of previews that come."""
    with patience():
        yield


@pytest.fixture(scope="module")
def served(fresh_valkey: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for all tests of a module; each test brings its own people."""
    home = tmp_path_factory.mktemp("served")
    with serving(Settings(home=home, redis_url=fresh_valkey)) as one:
        yield one


@pytest.fixture
def ana(served: Served) -> Guest:
    return Guest(served, "Ana", "pt")


@pytest.fixture
def bob(served: Served) -> Guest:
    return Guest(served, "Bob", "en")


@pytest.fixture
def conversation(ana: Guest, bob: Guest) -> str:
    """A conversation of Ana and Bob."""
    return ana.talk_to(bob)


@pytest.fixture
def where(ana: Guest, bob: Guest) -> str:
    """An organisation of Ana's in which Bob is an agent."""
    made = ana.http.post("/api/organisations", json={"name": "Casa Verde", "language": "pt"}).json()
    join(ana.http, f"/api/organisations/{made['id']}", bob, "agent")
    return f"/api/organisations/{made['id']}"


@pytest.fixture
def visitor(served: Served, ana: Guest, where: str) -> Visitor:
    return Visitor(served, channel_of(ana.http, where))


@pytest.fixture
def talk(visitor: Visitor) -> str:
    conversation = visitor.conversation()
    visitor.post(conversation, "hola")
    return conversation
