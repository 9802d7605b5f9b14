"""Models of predictive text as static files."""

from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from service.api.autocomplete_files import typing_files
from service.api.error_responses import answer


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "en.bin").write_bytes(b"one")
    (tmp_path / "card.md").write_text("not a model")
    return tmp_path


def client(folder: Path) -> TestClient:
    app = Litestar(
        typing_files(folder), exception_handlers={Exception: answer}, openapi_config=None, logging_config=None
    )
    return TestClient(app)


def test_the_index_names_each_language_by_what_is_in_its_file(folder):
    with client(folder) as http:
        index = http.get("/typing/index.json")
        assert index.headers["cache-control"] == "no-cache"
        assert list(index.json()) == ["en"]
        first = index.json()["en"]
        answer = http.get(first)
    assert (answer.content, answer.headers["content-type"]) == (b"one", "application/octet-stream")
    assert "immutable" in answer.headers["cache-control"]
    (folder / "en.bin").write_bytes(b"two")
    with client(folder) as http:
        assert http.get("/typing/index.json").json()["en"] != first
        assert http.get(first).status_code == 404


@pytest.mark.parametrize("path", ["/typing/en.bin", "/typing/card.md", "/typing/../typing/x", "/typing/"])
def test_nothing_else_is_served(folder, path):
    with client(folder) as http:
        assert http.get(path).status_code == 404


def test_no_models_no_addresses(tmp_path):
    with client(tmp_path / "none") as http:
        assert http.get("/typing/index.json").json() == {}


def test_what_ships_is_small_enough():
    models = sorted((Path(__file__).parents[2] / "models/autocomplete").glob("*.bin"))
    assert [path.name for path in models if path.stat().st_size > 500_000] == []
    assert len(models) >= 7
