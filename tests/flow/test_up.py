"""`duologue up` as a newcomer uses it."""

import httpx
import pytest

from tests.flow.installation import Installation, until
from wire.operator import new_link

pytestmark = pytest.mark.slow


def test_a_part_that_dies_is_started_again_and_the_others_go_on(installation):
    serve = installation.processes("serve")
    installation.kill("work")
    until(
        lambda: installation.part("worker") not in ("", "ok") or installation.processes("work"),
        120,
        "news",
    )
    assert httpx.get(f"{installation.url}/health/live").status_code == 200
    until(
        lambda: installation.health()["status"] == "ok" and installation.processes("work"),
        120,
        "worker again",
    )
    assert installation.processes("serve") == serve


def test_two_installations_cannot_share_one_home(installation):
    other = Installation(installation.home)
    with pytest.raises(AssertionError, match="already running"):
        other.start(120)


def test_a_taken_port_is_named(installation, tmp_path):
    other = Installation(tmp_path / "other", DUOLOGUE_PORT=str(installation.port))
    with pytest.raises(AssertionError, match=f"port {installation.port} is taken"):
        other.start(120)


@pytest.mark.last
def test_it_starts_fast_says_where_and_leaves_nothing_behind(installation):
    said = installation.out.read_text()
    assert installation.url in said
    assert installation.dashboard in said
    assert httpx.get(installation.url).status_code == 200
    assert httpx.get(installation.dashboard).status_code == 401
    link = new_link(installation.home, installation.dashboard)
    assert httpx.get(link, follow_redirects=True).status_code == 200
    again = []
    while len(again) < 3 and (not again or again[-1] > 3 * installation.first):
        again.append(
            started_again(installation)
        )  # a busy neighbour goes; what waits in vain does so each time
    assert again[-1] < 3 * installation.first, f"first start {installation.first:.1f} s, then {again}"


def started_again(installation: Installation) -> float:
    """Seconds that the start took, after all had ended."""
    assert installation.stop() == 0
    until(lambda: not installation.processes(), 240, "no process left")
    return installation.start()


@pytest.mark.last
def test_killing_the_supervisor_takes_the_parts_with_it(installation):
    assert installation.process is not None
    installation.process.kill()
    installation.process.wait()
    until(lambda: not installation.processes(), 240, "parts gone")
