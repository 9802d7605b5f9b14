from pathlib import Path

import pytest

from wire.contracts.errors import SettingsError
from wire.contracts.settings import MAX_SOCKET_PATH, Settings


def test_values_are_parsed():
    settings = Settings.load(
        {"DUOLOGUE_PORT": "9000", "DUOLOGUE_ORIGINS": "https://A.example:443/, capacitor://localhost"}
    )
    assert settings.port == 9000
    assert settings.origins == ("https://a.example", "capacitor://localhost")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DUOLOGUE_PORT", "99999"),
        ("DUOLOGUE_PARTITIONS", "0"),
        ("DUOLOGUE_SECURE_COOKIES", "perhaps"),
        ("DUOLOGUE_WORKER_APART", "2"),
        ("DUOLOGUE_SEAL_KEY", "x" * 31),
        ("DUOLOGUE_BOT_MODEL_URL", "localhost:11434/v1"),
        ("DUOLOGUE_BOT_MODEL_URL", "http://[::1/v1"),
        ("DUOLOGUE_BOT_MODEL_URL", "http://host:70000/v1"),
        ("DUOLOGUE_BOT_MODEL_KEY", "clé"),
        ("DUOLOGUE_OIDC_ISSUER", "http://id.example"),
        ("DUOLOGUE_OIDC_ISSUER", "https://id.example/?a=b"),
        ("DUOLOGUE_SITES", "https://chat.example/desk"),
        ("DUOLOGUE_SITES", "chat.example"),
        ("DUOLOGUE_SITES", "https://chat.example#top"),
        ("DUOLOGUE_SITES", "https://me@chat.example"),
        ("DUOLOGUE_ORIGINS", "https://[x"),
        ("DUOLOGUE_ORIGINS", "chat.example"),
        ("DUOLOGUE_BOT_MODEL_KEY", "two words"),
    ],
)
def test_a_value_that_cannot_work_is_refused_by_name(name, value):
    with pytest.raises(SettingsError, match=name):
        Settings.load({name: value})


def test_a_worker_is_apart_until_it_is_late_always_or_never_and_by_the_numbers_of_before():
    told = {"1": "late", "late": "late", "Always": "always", "never": "never", "0": "never"}
    for value, meant in told.items():
        assert Settings.load({"DUOLOGUE_WORKER_APART": value}).worker_apart == meant


def test_a_secret_that_is_empty_is_none():
    assert Settings.load({"DUOLOGUE_SEAL_KEY": ""}).seal_key == ""


def test_what_is_pasted_with_a_line_end_is_taken_without_it():
    pasted = {"DUOLOGUE_BOT_MODEL_URL": "http://[::1]:1/v1\n", "DUOLOGUE_BOT_MODEL_KEY": "sk-1\n"}
    settings = Settings.load(pasted)
    assert (settings.bot_model_url, settings.bot_model_key) == ("http://[::1]:1/v1", "sk-1")


def test_a_misspelt_name_is_refused():
    with pytest.raises(SettingsError, match="DUOLOGUE_PROT is not a setting"):
        Settings.load({"DUOLOGUE_PROT": "8000"})


def test_the_broker_socket_fits_what_systems_allow():
    deep = Settings(home=Path("/tmp") / ("x" * 200))
    assert len(str(deep.broker_socket)) <= MAX_SOCKET_PATH
    assert deep.broker_socket != Settings(home=Path("/tmp") / ("y" * 200)).broker_socket
