"""`duologue up` as a newcomer uses it."""

import httpx
import pytest

from tests.flow.installation import Installation, until

pytestmark = pytest.mark.slow


def test_it_starts_fast_says_where_and_leaves_nothing_behind(tmp_path):
    installation = Installation(tmp_path / "home")
    first = installation.start()
    said = installation.out.read_text()
    assert installation.url in said
    assert installation.dashboard in said
    assert httpx.get(installation.url).status_code == 200
    assert httpx.get(installation.dashboard).status_code == 200
    assert installation.stop() == 0
    until(lambda: not installation.processes(), 5, "no process left")

    second = installation.start()
    assert installation.stop() == 0
    assert second < 3 * first, f"first start {first:.1f} s, second {second:.1f} s"


def test_a_part_that_dies_is_started_again_and_the_others_go_on(own_installation):
    serve = own_installation.processes("serve")
    own_installation.kill("work")
    until(
        lambda: (
            own_installation.health()["parts"]["worker"]["status"] != "ok"
            or own_installation.processes("work")
        ),
        30,
        "news",
    )
    assert httpx.get(f"{own_installation.url}/health/live").status_code == 200
    until(
        lambda: own_installation.health()["status"] == "ok" and own_installation.processes("work"),
        40,
        "worker again",
    )
    assert own_installation.processes("serve") == serve


def test_two_houses_cannot_share_one_home(own_installation):
    other = Installation(own_installation.home)
    with pytest.raises(AssertionError, match="already running"):
        other.start(20)


def test_a_taken_port_is_named(own_installation, tmp_path):
    other = Installation(tmp_path / "other", DUOLOGUE_PORT=str(own_installation.port))
    with pytest.raises(AssertionError, match=f"port {own_installation.port} is taken"):
        other.start(20)


def test_killing_the_supervisor_takes_the_parts_with_it(tmp_path):
    installation = Installation(tmp_path / "home")
    installation.start()
    assert installation.process is not None
    installation.process.kill()
    installation.process.wait()
    until(lambda: not installation.processes(), 60, "parts gone")
