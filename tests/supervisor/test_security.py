"""Which settings leave a door open."""

import pytest

from service.supervisor.security import security
from wire.contracts.settings import Settings

AWAY = "db.example"


def said(**given):
    """(task, state) of all that is not well."""
    found = security(Settings(**given))
    assert all(one.how for one in found if one.state != "ready"), "what closes it"
    return {(one.task, one.state) for one in found if one.state != "ready"}


USUAL = said()


def test_an_installation_as_it_comes_has_no_open_door():
    assert {state for _, state in USUAL} == {"missing"}


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"host": "0.0.0.0"}, ("encryption", "broken")),
        ({"origins": ("https://shop.example", "http://shop.example")}, ("origins", "broken")),
        ({"trusted_proxies": ("10.0.0.0/8",)}, ("networks", "missing")),
        ({"metrics_networks": ("0.0.0.0/0",)}, ("networks", "missing")),
        ({"redis_url": f"redis://{AWAY}:6379"}, ("broker", "broken")),
        ({"redis_url": f"redis+cluster://:secret@{AWAY}:6379,other:6379"}, ("broker", "missing")),
        ({"database_url": f"postgresql+asyncpg://u:p@{AWAY}/duologue"}, ("store", "missing")),
        ({"database_url": f"postgresql+asyncpg://u:p@{AWAY}/duologue"}, ("second factors", "missing")),
        ({"database_url": f"postgresql+asyncpg://u:p@{AWAY}/duologue?ssl=prefer"}, ("store", "missing")),
        ({"database_url": f"postgresql+asyncpg://u:p@{AWAY}/duologue?sslmode=disable"}, ("store", "missing")),
        ({"sites": ("https://chat.example", "http://chat.example")}, ("passkeys", "missing")),
        ({"secure_cookies": True}, ("passkeys", "missing")),
        ({"dashboard_host": "0.0.0.0"}, ("dashboard", "broken")),
        ({"metrics_host": "0.0.0.0", "metrics_port": 9100}, ("metrics", "broken")),
        ({"webhook_private": True}, ("requests", "missing")),
        ({"remote_url": "http://translate.example"}, ("requests", "broken")),
    ],
)
def test_an_open_door_is_named(given, found):
    assert found in said(**given) - USUAL


@pytest.mark.parametrize(
    ("given", "task"),
    [
        ({"secure_cookies": True}, "encryption"),
        ({"secure_cookies": True, "sites": ("https://chat.example",)}, "passkeys"),
        ({"oidc_issuer": "https://id.example", "oidc_client": "us"}, "provider"),
        ({"host": "0.0.0.0", "tls_cert": "a", "tls_key": "b"}, "encryption"),
        ({"origins": ("https://shop.example", "http://localhost:3000")}, "origins"),
        ({"redis_url": f"rediss+sentinel://:secret@{AWAY}:26379/main"}, "broker"),
        ({"redis_url": "unix:///run/valkey.sock"}, "broker"),
        ({"database_url": f"postgresql+asyncpg://u:p@{AWAY}/duologue?ssl=verify-full"}, "store"),
        ({"seal_key": "x" * 32, "database_url": "postgresql+asyncpg:///duologue"}, "second factors"),
        ({"metrics_host": "0.0.0.0"}, "metrics"),
        ({"remote_url": "http://127.0.0.1:5000"}, "requests"),
        ({"clamd": "127.0.0.1:3310"}, "files"),
        ({"retention_days": 90}, "retention"),
    ],
)
def test_a_closed_one_is_not(given, task):
    assert task not in {one for one, _ in said(**given)}
