"""Fetching models, on a machine where nothing can be fetched."""

import pytest

from nlp.engines.pull import pull
from nlp.errors import PullFailed
from service.wire.settings import Settings


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """An address of this machine where nobody listens."""
    monkeypatch.setenv("FXTRANSLATE_RECORDS_URL", "http://127.0.0.1:9/records")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")


def test_without_a_network_it_says_what_is_needed_and_what_helps_instead(tmp_path):
    said: list[str] = []
    with pytest.raises(PullFailed) as caught:
        pull(Settings(home=tmp_path), ["es", "de", "es"], said.append)
    assert "network" in str(caught.value)
    assert "apt install apertium apertium-es-pt" in str(caught.value)
    assert str(caught.value).count("could not be fetched") == 2
    assert said == ["firefox en>es: fetching", "firefox en>de: fetching"]


def test_english_alone_needs_nothing(tmp_path):
    pull(Settings(home=tmp_path), ["en"], print)


def test_a_hub_model_that_cannot_be_fetched_is_named(tmp_path):
    settings = Settings(home=tmp_path, hub_models=("en-de=Org/never-there",))
    with pytest.raises(PullFailed, match="Org/never-there could not be fetched"):
        pull(settings, [], print)


def test_a_hub_folder_is_not_fetched(tmp_path):
    folder = tmp_path / "tiny"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    said: list[str] = []
    pull(Settings(home=tmp_path, hub_models=(f"en-de={folder}",)), [], said.append)
    assert said == ["hub en>de: tiny is here"]
