"""The page in the frame: for sites of its channel, and for nobody where that is off."""

import gzip
import re

import httpx
import pytest

from tests.api.serving import Guest

SITES = ["https://shop.example", "https://*.shop.example"]


@pytest.fixture(scope="module")
def channel(served):
    owner = Guest(served, "Ana")
    organisation = owner.http.post("/api/organisations", json={"name": "Casa", "language": "pt"}).json()["id"]
    path = f"/api/organisations/{organisation}/channels"
    made = owner.http.post(path, json={"name": "Casa", "language": "pt", "allowed_origins": SITES}).json()
    return owner, f"{path}/{made['id']}", f"{served.url}/widget/{made['key']}"


def framed_by(answer: httpx.Response) -> str:
    return answer.headers["content-security-policy"].partition("frame-ancestors ")[2]


def test_the_sites_of_a_channel_may_frame_its_page_and_no_other(channel):
    _, _, page = channel
    answer = httpx.get(page)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert framed_by(answer) == "'self' https://shop.example https://*.shop.example"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    known = httpx.get(page, headers={"If-None-Match": answer.headers["etag"]})
    assert (known.status_code, framed_by(known)) == (304, framed_by(answer))


def test_where_a_channel_is_unknown_or_off_there_is_no_page(channel, served):
    owner, path, page = channel
    owner.http.patch(path, json={"enabled": False}).raise_for_status()
    for address in (page, f"{served.url}/widget/unknown"):
        answer = httpx.get(address)
        assert (answer.status_code, answer.json()["code"]) == (404, "channel_unknown")
        assert framed_by(answer) == "'none'"


def test_a_site_waits_for_at_most_40_kilobytes(channel, served):
    """The script, the page, and what it loads before the bubble shows: the words that weigh most."""
    owner, path, page = channel
    owner.http.patch(path, json={"enabled": True}).raise_for_status()
    html = httpx.get(page).text
    parts = re.findall(r'(?:href|src)="(/assets/[^"]+)"', html)
    script = next(one for one in parts if one.endswith(".js"))
    chunks = set(re.findall(r'"(?:\./)?([a-z]{2}-[A-Z0-9]{8}\.js)"', httpx.get(served.url + script).text))
    assert len(chunks) >= 8, "words are chunks of their own"
    words = [_packed(f"{served.url}/assets/{one}") for one in chunks]
    small = [one for one in words if one < 3000]  # the chat's are named there too, and never asked for
    assert len(small) == 8
    waits = sum(_packed(served.url + one) for one in ("/widget.js", *parts))
    assert waits + _packed(page) + max(small) < 40_000


def _packed(address: str) -> int:
    return len(gzip.compress(httpx.get(address).content, 9))
