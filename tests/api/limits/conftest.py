import pytest

from service.api.limits import counting, sockets


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A loaded machine is no broker that is away: what is asked here is who counts what."""
    monkeypatch.setattr(counting, "WITHIN", 30.0)
    monkeypatch.setattr(sockets, "WITHIN", 30.0)
