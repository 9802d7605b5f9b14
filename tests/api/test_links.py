"""Previews of links over HTTP: off unless the operator wants them, and never of what is inside."""

from dataclasses import replace

import pytest

from tests.api.serving import Guest, serving
from wire.contracts.settings import Settings


@pytest.fixture
def settings(fresh_valkey, tmp_path) -> Settings:
    return Settings(home=tmp_path, redis_url=fresh_valkey)


def code(answer) -> str:
    return str(answer.json()["code"])


def test_nobody_is_asked_where_the_installation_makes_none(settings):
    with serving(settings) as served:
        ana = Guest(served, "Ana")
        answer = ana.http.post("/api/link-previews", json={"url": "https://example.org/"})
        assert (answer.status_code, code(answer)) == (404, "not_found")


def test_what_is_inside_is_refused_and_so_is_asking_too_often(settings):
    with serving(replace(settings, link_previews=True, limits=("links=3/60",))) as served:
        ana = Guest(served, "Ana")
        inside = ("http://127.0.0.1/", "http://[::1]/", "http://169.254.169.254/", "http://localhost/")
        got = [ana.http.post("/api/link-previews", json={"url": one}) for one in inside]
        assert [code(one) for one in got] == ["link_unread"] * 3 + ["too_many_tries"]
