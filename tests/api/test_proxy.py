"""deploy/nginx.conf in a real nginx before a real chat: where it is installed."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import trustme
import websockets

from tests.api.serving import serving, until
from tests.ports import free_port
from wire.contracts.settings import Settings

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
CONFIG = Path(__file__).parents[2] / "deploy" / "nginx.conf"
WHOLE = "daemon off; pid {0}/pid; error_log stderr; events {{}} http {{ access_log off; {1} {2} }}"
STORED = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")

pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")


@dataclass
class Proxy:
    """`plain` and `secure` are its ports, `trust` what its certificate is checked by."""

    plain: int
    secure: int
    trust: ssl.SSLContext

    @property
    def url(self) -> str:
        return f"https://localhost:{self.secure}"


@pytest.fixture
def proxy(tmp_path, fresh_valkey):
    authority, trust = trustme.CA(), ssl.create_default_context()
    made = authority.issue_cert("localhost")
    authority.configure_trust(trust)
    (tmp_path / "chain.pem").write_bytes(b"".join(one.bytes() for one in made.cert_chain_pems))
    (tmp_path / "key.pem").write_bytes(made.private_key_pem.bytes())
    settings = Settings(
        home=tmp_path / "home", redis_url=fresh_valkey, secure_cookies=True, trusted_proxies=("127.0.0.1",)
    )
    one = Proxy(free_port(), free_port(), trust)
    with serving(settings) as served:
        said = CONFIG.read_text()
        for here, there in (
            ("127.0.0.1:8000", f"127.0.0.1:{served.settings.port}"),
            ("    server 127.0.0.1:8001;\n", ""),
            ("listen 80;", f"listen 127.0.0.1:{one.plain};"),
            ("listen 443 ", f"listen 127.0.0.1:{one.secure} "),
            ("listen 8443 ", f"listen 127.0.0.1:{free_port()} "),
            ("/etc/duologue", str(tmp_path)),
        ):
            assert here in said
            said = said.replace(here, there)
        stored = " ".join(f"{name}_temp_path {tmp_path}/{name};" for name in STORED)
        config = tmp_path / "nginx.conf"
        config.write_text(WHOLE.format(tmp_path, stored, said))
        assert NGINX is not None
        running = subprocess.Popen([NGINX, "-c", config, "-p", tmp_path])
        try:
            until(lambda: running.poll() is not None or _listens(one.secure), "nginx")
            assert running.poll() is None
            yield one
        finally:
            running.terminate()
            running.wait(60)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_people_chat_through_nginx_by_https_alone(proxy):
    led = httpx.get(f"http://localhost:{proxy.plain}/desk?a=b")
    assert (led.status_code, led.headers["location"]) == (301, "https://localhost/desk?a=b")
    with httpx.Client(base_url=proxy.url, verify=proxy.trust, headers={"Origin": proxy.url}) as page:
        person = {"handle": "nora", "name": "Nora", "password": "long enough", "language": "pt"}
        made = page.post("/api/people", json=person)
        assert made.status_code == 201, made.text
        assert "secure" in made.headers["set-cookie"].lower()
        assert made.headers["strict-transport-security"].startswith("max-age=")
        cookie = f"duologue={made.json()['token']}"

    async def story():
        url, headers = f"wss://localhost:{proxy.secure}/api/live", {"Cookie": cookie}
        async with websockets.connect(
            url, ssl=proxy.trust, additional_headers=headers, origin=proxy.url
        ) as live:
            await live.send(json.dumps({"type": "hello", "positions": {}}))
            assert json.loads(await live.recv())["type"] == "ready"

    asyncio.run(story())
