"""A cookie that takes long to read is not read: whoever asks so, nobody waits for it."""

from litestar import Litestar, Request, get
from litestar.testing import TestClient

from service.api.cookies import PlainCookies


@get("/", sync_to_thread=False)
def _sent(request: Request) -> dict[str, str]:
    return request.cookies


def test_quoted_cookies_are_left_out_and_all_others_stay():
    quoted = 'other="' + '\\"' * 100_000 + '"'
    with TestClient(Litestar([_sent], middleware=[PlainCookies])) as client:
        for sent in (f"a=1; {quoted}; duologue=b", "a=1; duologue=b"):
            assert client.get("/", headers={"cookie": sent}).json() == {"a": "1", "duologue": "b"}
