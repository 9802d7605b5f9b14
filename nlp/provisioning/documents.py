"""Small documents over HTTP: lists of models and manifests."""

from __future__ import annotations

from collections.abc import Iterator

import httpx

from nlp.errors import PullFailed
from nlp.provisioning.patience import plainly, tries

_LARGEST = 64_000_000
_ABSENT = frozenset({403, 404, 410})


def document(client: httpx.Client, url: str, name: str) -> bytes | None:
    """A small document; null where there is none. PullFailed where it cannot be had."""
    try:
        return tries(3, 0.3, 5.0)(_body, client, url)
    except httpx.HTTPStatusError as error:
        if error.response.status_code in _ABSENT:
            return None
        raise PullFailed(f"{name}: {plainly(error)}") from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise PullFailed(f"{name}: {plainly(error)}") from error


def _body(client: httpx.Client, url: str) -> bytes:
    with client.stream("GET", url) as response:
        response.raise_for_status()
        return b"".join(_bounded(response))


def _bounded(response: httpx.Response) -> Iterator[bytes]:
    total = 0
    for block in response.iter_bytes():
        total += len(block)
        if total > _LARGEST:
            raise PullFailed("the list of models is larger than any such list")
        yield block
