"""A virus scanner, where there is one: a server that speaks as clamd does, and refuses one signature."""

import asyncio
import struct

import pytest

from service.errors import Unavailable
from service.files.errors import FileInfected
from service.files.scan import must_be_clean
from tests.ports import free_port

SIGNATURE = b"duologue-test-signature"


async def clamd(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One `INSTREAM`: blocks with their lengths, a length of nothing, a verdict."""
    assert (await reader.readline()).strip() in (b"nINSTREAM", b"zINSTREAM")
    body = b""
    while size := struct.unpack(">I", await reader.readexactly(4))[0]:
        body += await reader.readexactly(size)
    if body == b"too much":
        writer.write(b"INSTREAM size limit exceeded. ERROR\n")
    elif body != b"silence":
        writer.write(b"stream: Test.Sign FOUND\n" if SIGNATURE in body else b"stream: OK\n")
    await writer.drain()
    writer.close()


def asked(tmp_path, body: bytes) -> None:
    (tmp_path / "file").write_bytes(body)

    async def story() -> None:
        server = await asyncio.start_server(clamd, "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            await must_be_clean(f"127.0.0.1:{port}", tmp_path / "file")

    asyncio.run(story())


def test_what_it_finds_is_refused_and_the_rest_is_not(tmp_path):
    asked(tmp_path, b"words" * 100_000)
    with pytest.raises(FileInfected):
        asked(tmp_path, b"words" * 100_000 + SIGNATURE)


@pytest.mark.parametrize("body", [b"too much", b"silence"])
def test_what_it_could_not_look_at_is_not_handed_on(tmp_path, body):
    with pytest.raises(Unavailable):
        asked(tmp_path, body)


def test_one_that_is_away_keeps_files_back(tmp_path):
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises(Unavailable):
        asyncio.run(must_be_clean(f"127.0.0.1:{free_port()}", tmp_path / "file"))


def test_without_one_nobody_is_asked(tmp_path):
    asyncio.run(must_be_clean("", tmp_path / "no such file"))
