"""A tus client that others wrote: the one that tus.io names first, over a line that is cut, with a pause."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.api.bringing import send
from tests.node import node

CLIENT = Path(__file__).parents[2] / "service" / "client"
SIZE = 3 * 1024 * 1024


def test_tus_js_client_goes_on_after_a_cut_line_and_after_a_pause(served, ana, bob, conversation):
    if not (CLIENT / "node_modules/tus-js-client").is_dir():
        pytest.skip("the client's tools are not installed: scripts/client.sh")
    command = [node(), "tests/tus.mjs", served.url, ana.token, conversation, str(SIZE)]
    done = subprocess.run(command, cwd=CLIENT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert not said["whole"] and said["cut"] >= 1, "the line was cut, and the client asked how far it had got"
    assert said["same"] and len(said["began"]) > said["cut"], "after the pause the same file went on"
    assert all(0 < one < SIZE for one in said["began"]), said
    message = send(ana, conversation, said["id"]).json()
    assert (message["content"]["name"], message["content"]["size"]) == ("praia.txt", SIZE)
    got = bob.http.get(f"/api/files/{said['id']}").content
    assert got == b"0123456789abcdef" * (SIZE // 16)
