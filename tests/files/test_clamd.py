"""The virus scanner that operators run, with one signature of our own: its makers' lists want a network."""

from __future__ import annotations

import asyncio
import io
import shutil
import socket
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from service.errors import Unavailable
from service.files.errors import FileInfected
from service.files.scan import must_be_clean
from tests.api.bringing import begun, brought, part, send
from tests.api.serving import Guest, serving, until
from tests.ports import free_port
from wire.contracts.settings import Settings

CLAMD = shutil.which("clamd", path="/usr/sbin:/usr/local/sbin:/usr/bin:/bin:/opt/homebrew/sbin")
BAD = b"these words are a virus of ours"
MOST = 2 * 1024 * 1024
"""Bytes that it looks at in one stream; one of an operator has 100 MB."""


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if CLAMD is None:
        pytest.skip("clamd is not installed: sudo apt-get install clamav-daemon")
    folder, port = tmp_path_factory.mktemp("clamd"), free_port()
    (folder / "our.ndb").write_text(f"Duologue.Test:0:*:{BAD.hex()}\n")
    said = {
        "DatabaseDirectory": folder, "TCPSocket": port, "TCPAddr": "127.0.0.1", "Foreground": "yes",
        "StreamMaxLength": MOST, "MaxThreads": 2, "ConcurrentDatabaseReload": "no",
    }  # fmt: skip
    settings = folder / "clamd.conf"
    settings.write_text("".join(f"{key} {value}\n" for key, value in said.items()))
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([CLAMD, "-c", str(settings)], stdout=log, stderr=log)
        try:
            until(lambda: _answers(port) or process.poll() is not None, "clamd listens")
            assert process.poll() is None, (folder / "log").read_text()
            yield f"127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(60)


def _answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 60) as one:
        one.sendall(b"nPING\n")
        return one.recv(16) == b"PONG\n"
    return False


def looked_at(clamd: str, path: Path, body: bytes) -> None:
    path.write_bytes(body)
    asyncio.run(must_be_clean(clamd, path))


def zipped(body: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("letter.txt", body)
    return held.getvalue()


def test_it_finds_what_it_knows_also_in_an_archive_and_says_when_it_could_not_look(clamd, tmp_path):
    looked_at(clamd, tmp_path / "clean", b"words " * 100_000)
    for infected in (b"words " * 100_000 + BAD, zipped(b"words " * 1000 + BAD)):
        with pytest.raises(FileInfected):
            looked_at(clamd, tmp_path / "infected", infected)
    with pytest.raises(Unavailable):
        looked_at(clamd, tmp_path / "large", bytes(MOST + 1))


def test_what_it_refuses_is_handed_to_nobody(clamd, tmp_path, fresh_valkey):
    with serving(Settings(home=tmp_path, redis_url=fresh_valkey, clamd=clamd)) as served:
        ana, bob = Guest(served, "Ana"), Guest(served, "Bob")
        talk = ana.talk_to(bob)
        infected = zipped(BAD)
        file_id = begun(ana, talk, len(infected), "letter.zip", "application/zip")
        refused = part(ana, file_id, 0, infected)
        assert (refused.status_code, refused.json()["code"]) == (422, "file_infected")
        assert send(ana, talk, file_id).status_code == 404
        body = zipped(b"words")
        clean = brought(ana, talk, body, "letter.zip", "application/zip")
        assert send(ana, talk, clean).status_code == 201
        assert bob.http.get(f"/api/files/{clean}").content == body
