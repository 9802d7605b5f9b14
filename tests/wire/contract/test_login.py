"""A broker that wants a password, or speaks TLS: said in the URL, and enough for all connections."""

import asyncio
import shutil
import ssl
import subprocess
import tempfile
from pathlib import Path

import pytest
import redis
from redis.exceptions import RedisError

from tests.brokers import Cluster, SentinelPair, started
from tests.realtime.registries import connections, joined, sign, taken
from tests.wire.consuming import Seen, broker, consumer, post, running, until
from wire.broker.heartbeats import BEAT, Heartbeat, alive, beating
from wire.broker.sync import SyncClient

SECRET = "s:ec/r@t"
IN_URL = "s%3Aec%2Fr%40t"


async def used(url: str) -> None:
    """Work, pub/sub and a thread's client reach it."""
    seen = Seen()
    async with broker(url) as client, running(consumer(url, seen)):
        await post(client, "x")
        await until(lambda: seen.values == ["x"])
        thread = SyncClient(url, 3.0)
        await asyncio.to_thread(thread.eval, BEAT, *beating(Heartbeat(part="worker", name="w")))
        thread.close()
        assert len(await alive(client, "worker")) == 1
    async with connections(url) as here, connections(url) as there:
        queue = await joined(here, "ana")
        await there.notify("ana", sign("heard"))
        assert await taken(queue) == ["heard"]


@pytest.mark.parametrize("kind", ["single", "sentinel", "cluster"])
def test_a_password_in_the_url_opens_every_connection(kind):
    with tempfile.TemporaryDirectory(prefix="duo-") as folder:
        made = {"single": started, "sentinel": SentinelPair, "cluster": Cluster}[kind](Path(folder))
        try:
            url = str(made.connection_url if kind == "single" else made.url)
            for server in [made] if kind == "single" else made.servers:
                with redis.Redis(port=server.port) as client:
                    client.config_set("masterauth", SECRET)
                    client.config_set("requirepass", SECRET)
            if kind == "sentinel":
                made.tell("SENTINEL", "SET", "duologue", "auth-pass", SECRET)
            with pytest.raises(RedisError):
                asyncio.run(asks(url))
            asyncio.run(used(url.replace("://", f"://:{IN_URL}@")))
        finally:
            (made.terminate if kind == "single" else made.stop)()


async def asks(url: str) -> None:
    async with broker(url) as client:
        await client.get("x")


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")
def test_tls_is_spoken_and_the_certificate_is_looked_at(single_url, tmp_path):
    """The wheel's server speaks none: something before it does."""
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost"]
    words += ["-days", "2", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(cert)]
    subprocess.run(words, check=True, capture_output=True)

    async def flow():
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(cert, key)
        behind = int(single_url.rpartition(":")[2])
        server = await asyncio.start_server(lambda r, w: passed_on(r, w, behind), "127.0.0.1", 0, ssl=context)
        port = server.sockets[0].getsockname()[1]
        await used(f"rediss://127.0.0.1:{port}?ssl_ca_certs={cert}")
        with pytest.raises(RedisError):
            await asks(f"rediss://127.0.0.1:{port}")  # nobody vouches for it
        server.close()

    asyncio.run(flow())


async def passed_on(reader, writer, port: int) -> None:
    """Between one that speaks TLS and a server that does not."""
    far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
    ways = [asyncio.create_task(pumped(*way)) for way in ((reader, far_writer), (far_reader, writer))]
    await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    for one in (writer, far_writer):
        one.close()
    for one in ways:
        one.cancel()
    await asyncio.gather(*ways, return_exceptions=True)


async def pumped(reader, writer) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
