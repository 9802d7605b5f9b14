"""Small documents over HTTP: lists of models, page by page, and manifests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import httpx

from nlp.errors import PullFailed
from nlp.provisioning.patience import plainly, tries

_LARGEST = 64_000_000
_MOST_PAGES = 200
_ABSENT = frozenset({403, 404, 410})
_NOT_MODIFIED = 304


class Document(NamedTuple):
    """What was answered. `body` is null where it is what the asker has: its `etag` still holds."""

    body: bytes | None
    etag: str
    next: str | None
    """Where the list goes on, by Kinto's `Next-Page`."""


def document(client: httpx.Client, url: str, name: str) -> bytes | None:
    """A small document; null where there is none. PullFailed where it cannot be had."""
    found = _asked(client, url, name, "")
    return None if found is None else found.body


def pages(client: httpx.Client, url: str, name: str, etag: str = "") -> tuple[list[bytes], str] | None:
    """A list, all pages of it, and its ETag; null where it is still the one with this `etag`.

    Raises:
        PullFailed: it cannot be had, leads to another server, or never ends.
    """
    found = _asked(client, url, name, etag)
    if found is not None and found.body is None:
        return None
    bodies = [] if found is None else [found.body or b""]
    first = found
    while found is not None and found.next is not None:
        if len(bodies) >= _MOST_PAGES or sum(map(len, bodies)) > _LARGEST:
            raise PullFailed(f"{name}: the list of models does not end")
        if urlsplit(found.next)[:2] != urlsplit(url)[:2]:
            raise PullFailed(f"{name}: the list of models goes on at another server")
        found = _asked(client, found.next, name, "")
        bodies.append(b"" if found is None else found.body or b"")
    return bodies, "" if first is None else first.etag


def _asked(client: httpx.Client, url: str, name: str, etag: str) -> Document | None:
    try:
        return tries(3, 0.3, 5.0)(_got, client, url, etag)
    except httpx.HTTPStatusError as error:
        if error.response.status_code in _ABSENT:
            return None
        raise PullFailed(f"{name}: {plainly(error)}", "unreachable") from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise PullFailed(f"{name}: {plainly(error)}", "unreachable") from error


def _got(client: httpx.Client, url: str, etag: str) -> Document:
    with client.stream("GET", url, headers={"If-None-Match": etag} if etag else {}) as response:
        if etag and response.status_code == _NOT_MODIFIED:
            return Document(None, etag, None)
        response.raise_for_status()
        body = b"".join(_bounded(response))
        further = response.headers.get("next-page")
        return Document(body, response.headers.get("etag", ""), further and urljoin(url, further))


def _bounded(response: httpx.Response) -> Iterator[bytes]:
    total = 0
    for block in response.iter_bytes():
        total += len(block)
        if total > _LARGEST:
            raise PullFailed("the list of models is larger than any such list")
        yield block
