"""`duologue up` as a newcomer uses it."""

import httpx
import pytest

from tests.flow.installation import Installation, until

pytestmark = pytest.mark.slow


def test_it_starts_fast_says_where_and_leaves_nothing_behind(tmp_path):
    house = Installation(tmp_path / "home")
    first = house.start()
    said = house.out.read_text()
    assert house.url in said
    assert house.dashboard in said
    assert httpx.get(house.url).status_code == 200
    assert httpx.get(house.dashboard).status_code == 200
    assert house.stop() == 0
    until(lambda: not house.processes(), 5, "no process left")

    second = house.start()
    assert house.stop() == 0
    assert second < 3 * first, f"first start {first:.1f} s, second {second:.1f} s"


def test_a_part_that_dies_is_started_again_and_the_others_go_on(own_house):
    serve = own_house.processes("serve")
    own_house.kill("work")
    until(
        lambda: own_house.health()["parts"]["worker"]["status"] != "ok" or own_house.processes("work"),
        30,
        "news",
    )
    assert httpx.get(f"{own_house.url}/health/live").status_code == 200
    until(lambda: own_house.health()["status"] == "ok" and own_house.processes("work"), 40, "worker again")
    assert own_house.processes("serve") == serve


def test_two_houses_cannot_share_one_home(own_house):
    other = Installation(own_house.home)
    with pytest.raises(AssertionError, match="already running"):
        other.start(20)


def test_a_taken_port_is_named(own_house, tmp_path):
    other = Installation(tmp_path / "other", DUOLOGUE_PORT=str(own_house.port))
    with pytest.raises(AssertionError, match=f"port {own_house.port} is taken"):
        other.start(20)


def test_killing_the_supervisor_takes_the_parts_with_it(tmp_path):
    house = Installation(tmp_path / "home")
    house.start()
    assert house.process is not None
    house.process.kill()
    house.process.wait()
    until(lambda: not house.processes(), 60, "parts gone")
