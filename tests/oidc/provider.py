"""A real OpenID provider (the package `oidc-provider`, by Node), and a browser that signs in there."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

import httpx
from joserfc.jwk import RSAKey

from tests.node import node

SCRIPT = Path(__file__).with_name("provider.mjs")
CLIENT = {"oidc_client": "duologue", "oidc_secret": "known to both of us"}
"""As settings have it."""


class Provider:
    """One at a port; `turn` begins it anew with other keys."""

    def __init__(self, folder: Path, port: int, redirects: list[str]) -> None:
        self.folder, self.port, self.redirects = folder, port, redirects
        self.url = f"http://127.0.0.1:{port}"
        self.process: subprocess.Popen[str] | None = None
        self.turns = 0

    def start(self) -> None:
        self.turns += 1
        keys = self.folder / f"keys{self.turns}.json"
        made = RSAKey.generate_key(2048, {"kid": f"key{self.turns}", "use": "sig", "alg": "RS256"})
        keys.write_text(json.dumps([made.as_dict(private=True)]))
        argv = [node(), str(SCRIPT), str(self.port), ",".join(self.redirects), str(keys)]
        self.process = subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert self.process.stdout is not None
        lines = iter(self.process.stdout.readline, "")
        assert any(line == "ready\n" for line in lines), "it has ended before it listened"

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(60)
            assert self.process.stdout is not None
            self.process.stdout.close()
            self.process = None


@contextmanager
def providing(folder: Path, port: int, redirects: list[str]) -> Iterator[Provider]:
    one = Provider(folder, port, redirects)
    one.start()
    try:
        yield one
    finally:
        one.stop()


def signed_in_there(way: str, login: str) -> str:
    """Sign in and agree at the provider's own pages. Gives where it sends the browser back to."""
    with httpx.Client(timeout=120) as browser:
        answer, base = browser.get(way), httpx.URL(way)
        for _ in range(12):
            if answer.is_redirect:
                goes = urljoin(str(answer.url), answer.headers["location"])
                if httpx.URL(goes).port != base.port:
                    return goes
                answer = browser.get(goes)
            else:
                assert answer.status_code == 200, answer.text
                action = re.search(r'action="([^"]+)"', answer.text)
                prompt = re.search(r'name="prompt" value="([^"]+)"', answer.text)
                assert action is not None and prompt is not None, answer.text
                form = {"prompt": prompt[1], "login": login, "password": "any"}
                answer = browser.post(urljoin(str(answer.url), action[1]), data=form)
    raise AssertionError("the provider sends nobody back")
