"""The browser client as files."""

import gzip
from pathlib import Path

import httpx
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from service.api.client_files import client_files, read_client

BROTLI = bytes.fromhex("8b04806578706f7274207b7d3b03")
"""`export {};`"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {
        "index.html": "<!doctype html><title>é</title>",
        "desk.html": "<!doctype html><title>desk</title>",
        "core/app.js": "export {};",
        "widget.js": "void 0;",
        "assets/app-1A2B.js": "export {};",
        "site.webmanifest": "{}",
        ".hidden/secret": "no",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    script = (tmp_path / "assets/app-1A2B.js").read_bytes()
    (tmp_path / "assets/app-1A2B.js.gz").write_bytes(gzip.compress(script))
    (tmp_path / "assets/app-1A2B.js.br").write_bytes(BROTLI)
    return tmp_path


def served(folder: Path) -> TestClient[Litestar]:
    return TestClient(Litestar([client_files(read_client(folder))], openapi_config=None, logging_config=None))


@pytest.fixture
def client(folder: Path):
    with served(folder) as one:
        yield one


def test_files_come_with_their_types(client):
    assert client.get("/").text == "<!doctype html><title>é</title>"
    assert client.get("/").headers["content-type"] == "text/html; charset=utf-8"
    assert client.get("/core/app.js").headers["content-type"].startswith("text/javascript")
    assert client.get("/site.webmanifest").headers["content-type"].startswith("application/manifest+json")
    assert client.head("/core/app.js").status_code == 200


def test_a_page_has_an_address_without_its_suffix(client):
    assert client.get("/desk").content == client.get("/desk.html").content != client.get("/").content


def test_the_script_of_the_widget_alone_is_for_pages_of_other_sites(client):
    shared = "cross-origin-resource-policy"
    assert client.get("/widget.js").headers[shared] == "cross-origin"
    assert shared not in client.get("/core/app.js").headers  # what our own pages say is set for all answers


def test_a_browser_asks_each_time_for_what_keeps_its_name_and_gets_it_only_where_it_changed(folder):
    address = "/core/app.js"
    with served(folder) as client:
        first = client.get(address)
        assert first.headers["cache-control"] == "no-cache"
        known = {"If-None-Match": first.headers["etag"]}
        again = client.get(address, headers=known)
        assert (again.status_code, again.content) == (304, b"")
    (folder / "core/app.js").write_text("export { news };")
    with served(folder) as client:
        assert client.get(address, headers=known).text == "export { news };"


def test_what_is_named_by_its_content_is_never_asked_for_again(client):
    assert client.get("/assets/app-1A2B.js").headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("*", "br"),
        ("*;q=0, gzip", "gzip"),
        ("BR ; Q=1.0", "br"),
        ("br;q=nonsense", None),
        ("identity", None),
        ("", None),
    ],
)
def test_a_browser_gets_the_smallest_that_it_understands(client, accepted, coding):
    answer = client.get("/assets/app-1A2B.js", headers={"accept-encoding": accepted})
    assert answer.headers.get("content-encoding") == coding
    assert answer.headers["vary"] == "accept-encoding"
    assert answer.content == (BROTLI if coding == "br" else b"export {};")  # httpx here knows gzip alone


def test_each_coding_has_an_etag_of_its_own(client):
    tags = {
        one: client.get("/assets/app-1A2B.js", headers={"accept-encoding": one}).headers["etag"]
        for one in ("br", "gzip", "identity")
    }
    assert len(set(tags.values())) == 3
    plain = {"accept-encoding": "identity", "if-none-match": tags["br"]}
    assert client.get("/assets/app-1A2B.js", headers=plain).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/nothing.js",
        "/core",
        "/assets/app-1A2B.js.gz",
        "/core/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/.hidden/secret",
    ],
)
def test_nothing_else_is_served(client, path):
    assert client.get(path).status_code == 404


def test_no_client_no_files(tmp_path):
    assert client_files(read_client(tmp_path)) is None


def test_the_page_is_served_at_the_root(served):
    page = httpx.get(f"{served.url}/")
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["cache-control"] == "no-cache"
    assert "default-src 'none'" in page.headers["content-security-policy"]
