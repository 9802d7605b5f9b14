"""Which URLs name a broker, and what each says."""

import pytest

from wire.broker.clients import options_of
from wire.contracts.broker_address import parse
from wire.contracts.errors import SettingsError
from wire.contracts.settings import Settings


@pytest.mark.parametrize(
    ("url", "kind", "nodes", "service"),
    [
        ("redis://here:1/2", "single", (), ""),
        ("rediss://u:p@here", "single", (), ""),
        ("unix:///run/valkey.sock", "single", (), ""),
        ("redis+cluster://a:1,b,[::1]:3", "cluster", (("a", 1), ("b", 6379), ("::1", 3)), ""),
        ("rediss+cluster://a:1/0", "cluster", (("a", 1),), ""),
        ("redis+sentinel://a,b:2/main", "sentinel", (("a", 26379), ("b", 2)), "main"),
        ("rediss+sentinel://a/main/3", "sentinel", (("a", 26379),), "main"),
    ],
)
def test_what_a_url_names(url, kind, nodes, service):
    found = parse(url)
    assert (found.kind, found.nodes, found.service) == (kind, nodes, service)


@pytest.mark.parametrize(
    "url",
    [
        "here:6379",
        "http://here",
        "redis+cluster://",
        "redis+cluster://a:1/2",
        "redis+cluster://a:port",
        "redis+sentinel://a:1",
        "redis+sentinel://a:1/main/x",
    ],
)
def test_what_cannot_work_is_refused_by_name_and_shows_no_password(url):
    url = url.replace("://", "://user:secret@", 1)
    with pytest.raises(SettingsError, match="DUOLOGUE_REDIS_URL cannot be used") as refused:
        Settings.load({"DUOLOGUE_REDIS_URL": url})
    assert "secret" not in str(refused.value)


def test_login_and_tls_count_for_every_node_and_stay_out_of_what_is_shown():
    found = parse("rediss+cluster://u:p%40ss@a:1,b:2?ssl_ca_certs=/ca.pem&ssl_check_hostname=no")
    assert options_of(found) == {
        "username": "u", "password": "p@ss", "ssl": True, "ssl_ca_certs": "/ca.pem",
        "ssl_check_hostname": False,
    }  # fmt: skip
    assert "ss@" not in repr(found)
    own = parse("redis+sentinel://:p@a:1/main/2?sentinel_username=s&sentinel_password=q")
    assert options_of(own) == {"password": "p", "db": 2}
    assert dict(own.sentinel_login) == {"username": "s", "password": "q"} and "'q'" not in repr(own)
    assert "p@" not in repr(Settings(redis_url="redis://:p@a"))
