"""The browser client as files."""

from pathlib import Path

import httpx
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from service.api.client_files import client_files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {
        "index.html": "<!doctype html><title>é</title>",
        "core/app.js": "export {};",
        "site.webmanifest": "{}",
        ".hidden/secret": "no",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.fixture
def client(folder: Path):
    with TestClient(Litestar([client_files(folder)], openapi_config=None, logging_config=None)) as one:
        yield one


def test_files_come_with_their_types(client):
    assert client.get("/").text == "<!doctype html><title>é</title>"
    assert client.get("/").headers["content-type"] == "text/html; charset=utf-8"
    assert client.get("/core/app.js").headers["content-type"].startswith("text/javascript")
    assert client.get("/site.webmanifest").headers["content-type"].startswith("application/manifest+json")
    assert client.head("/core/app.js").status_code == 200


def test_a_browser_asks_each_time_and_gets_the_file_only_where_it_changed(client, folder):
    first = client.get("/core/app.js")
    assert first.headers["cache-control"] == "no-cache"
    known = {"If-None-Match": first.headers["etag"]}
    again = client.get("/core/app.js", headers=known)
    assert (again.status_code, again.content) == (304, b"")
    (folder / "core/app.js").write_text("export { news };")
    assert client.get("/core/app.js", headers=known).text == "export { news };"


@pytest.mark.parametrize(
    "path", ["/nothing.js", "/core", "/core/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/.hidden/secret"]
)
def test_nothing_else_is_served(client, path):
    assert client.get(path).status_code == 404


def test_no_client_no_files(tmp_path):
    assert client_files(tmp_path) is None


def test_the_page_is_served_at_the_root(served):
    page = httpx.get(f"{served.url}/")
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["cache-control"] == "no-cache"
    assert "default-src 'none'" in page.headers["content-security-policy"]
