"""https by the chat itself: what changes with it, a renewal under way, and what is refused at the start."""

from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import trustme
import websockets
from click.testing import CliRunner
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from service.api import serve
from service.api.tls import Certificate, certificate
from service.cli.serve import serve as cli_serve
from service.supervisor.checks import checks
from tests.api.serving import serving, until
from wire.contracts.errors import SettingsError
from wire.contracts.settings import Settings

CA = trustme.CA()


@pytest.fixture
def files(tmp_path):
    """Chain and key of a certificate for this machine."""
    return write(tmp_path, CA.issue_cert("127.0.0.1", "localhost"))


def write(folder, made):
    chain, key = folder / "chain.pem", folder / "key.pem"
    chain.write_bytes(b"".join(one.bytes() for one in made.cert_chain_pems))
    key.write_bytes(made.private_key_pem.bytes())
    return chain, key


def trusting():
    context = ssl.create_default_context()
    CA.configure_trust(context)
    return context


def serial(port):
    """Number of the certificate that a new connection is shown."""
    with (
        socket.create_connection(("127.0.0.1", port)) as plain,
        trusting().wrap_socket(plain, server_hostname="localhost") as secured,
    ):
        return secured.getpeercert()["serialNumber"]


def test_https_makes_cookies_secure_and_a_renewal_is_shown_while_people_talk(
    files, tmp_path, fresh_valkey, monkeypatch
):
    monkeypatch.setattr(serve, "EVERY", serve.TICK)
    chain, key = files
    settings = Settings(home=tmp_path / "home", redis_url=fresh_valkey, tls_cert=str(chain), tls_key=str(key))
    with serving(settings) as served:
        port = served.settings.port
        first = serial(port)

        async def talk():
            async with httpx.AsyncClient(base_url=f"https://localhost:{port}", verify=trusting()) as http:
                body = {"handle": "ana", "name": "Ana", "password": "a long one, this", "language": "pt"}
                answer = await http.post("/api/people", json=body)
                assert answer.status_code == 201, answer.text
                assert "Secure" in answer.headers["Set-Cookie"]
                assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
            address, token = f"wss://localhost:{port}/api/live", answer.json()["token"]
            async with websockets.connect(
                address, additional_headers={"Authorization": f"Bearer {token}"}, ssl=trusting(), proxy=None
            ) as live:
                await live.send('{"type": "hello", "positions": {}}')
                write(tmp_path, CA.issue_cert("localhost"))
                await asyncio.to_thread(until, lambda: serial(port) != first, "renewed")
                await live.send('{"type": "nonsense"}')  # this socket is still served
                while "error" not in await live.recv():
                    pass

        asyncio.run(talk())
        with pytest.raises(httpx.TransportError):
            httpx.get(f"http://localhost:{port}/health/live")


def test_a_renewal_half_written_changes_nothing_and_is_taken_once_it_is_whole(files, tmp_path, caplog):
    chain, key = files
    shown, context = Certificate(chain, key), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    whole = tmp_path / "new"
    whole.mkdir()
    new_chain, new_key = write(whole, CA.issue_cert("localhost"))
    shutil.copy(new_chain, chain)
    assert not shown.renew(context)
    assert not shown.renew(context)
    assert len([one for one in caplog.records if "cannot be used" in one.message]) == 1
    shutil.copy(new_key, key)
    assert shown.renew(context)
    assert not shown.renew(context)
    chain.unlink()
    assert not shown.renew(context)


@pytest.mark.parametrize("kind", ["missing", "not a certificate", "another key", "a password", "a folder"])
def test_what_cannot_be_used_is_refused_before_the_start(files, tmp_path, kind):
    chain, key = files
    if kind == "missing":
        key.unlink()
    elif kind == "not a certificate":
        chain.write_text("hello")
    elif kind == "another key":
        key.write_bytes(CA.issue_cert("localhost").private_key_pem.bytes())
    elif kind == "a password":
        plain = load_pem_private_key(key.read_bytes(), None)
        secret = BestAvailableEncryption(b"secret")
        key.write_bytes(plain.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, secret))
    else:
        chain = tmp_path
    with pytest.raises(SettingsError, match="cannot be used"):
        certificate(Settings(tls_cert=str(chain), tls_key=str(key)))


def test_one_without_the_other_is_no_setting():
    with pytest.raises(SettingsError, match="go together"):
        Settings.load({"DUOLOGUE_TLS_CERT": "/etc/chain.pem"})


def test_doctor_says_how_long_it_holds(tmp_path):
    def line():
        settings = Settings(
            home=tmp_path, tls_cert=str(tmp_path / "chain.pem"), tls_key=str(tmp_path / "key.pem")
        )
        return next(one for one in asyncio.run(checks(settings)) if one.task == "certificate")

    write(tmp_path, CA.issue_cert("localhost"))
    assert line().state == "ready"
    write(tmp_path, CA.issue_cert("localhost", not_after=datetime.now(UTC) + timedelta(days=3)))
    assert (line().state, line().how) == ("missing", "renew it")
    write(tmp_path, CA.issue_cert("localhost", not_after=datetime(2020, 1, 1, tzinfo=UTC)))
    assert (line().state, line().why) == ("broken", "ended at 2020-01-01")
    (tmp_path / "key.pem").write_text("")
    assert line().state == "broken"


def test_options_are_the_settings_of_that_name(monkeypatch, tmp_path):
    monkeypatch.setenv("DUOLOGUE_HOME", str(tmp_path))
    for name in ("DUOLOGUE_TLS_CERT", "DUOLOGUE_TLS_KEY"):
        monkeypatch.setenv(name, "")
    seen = []
    monkeypatch.setattr("service.api.serve.run", seen.append)
    CliRunner().invoke(cli_serve, ["--tls-cert", "/a.pem", "--tls-key", "/b.pem"], catch_exceptions=False)
    assert [(one.tls_cert, one.tls_key, one.chat_url[:8]) for one in seen] == [
        ("/a.pem", "/b.pem", "https://")
    ]
