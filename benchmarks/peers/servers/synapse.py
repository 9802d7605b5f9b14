"""Synapse from its wheel, on SQLite, without limits of rate and without federation."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import sys
from pathlib import Path

import httpx

from benchmarks.peers.install import installed, run
from benchmarks.peers.servers.base import HOST, Children, free_port, until
from benchmarks.peers.steps import Pair, Plan

VERSION = "1.163.2"
SECRET = "known to everybody, for nobody but the benchmark gets here"
OPEN = {"per_second": 100_000, "burst_count": 100_000}


class Synapse:
    """One process."""

    name = "Synapse"
    lowest = 5.0

    def start(self, folder: Path) -> None:
        python = str(installed(f"synapse-{VERSION}", _install) / "venv/bin/python")
        self.children, self.port = Children(folder), free_port()
        self.url = f"http://{HOST}:{self.port}"
        file = folder / "homeserver.yaml"
        file.write_text(json.dumps(_settings(folder, self.port)))
        command = [python, "-m", "synapse.app.homeserver", "--config-path", str(file)]
        run([*command, "--generate-keys"], folder)
        try:
            self.children.start("synapse", command, dict(os.environ))
            until(self._alive, "Synapse", 90, self.children)
        except BaseException:
            self.stop()
            raise

    def _alive(self) -> bool:
        try:
            return httpx.get(f"{self.url}/health", timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    def sign_in(self, pairs: int) -> Plan:
        """The writer makes the room, the reader joins it."""
        with httpx.Client(base_url=self.url, timeout=120) as http:
            return Plan("matrix", self.url, [_pair(http, number) for number in range(pairs)])

    def parts(self) -> dict[str, list[int]]:
        return {"server": [child.pid for child in self.children.all]}

    def version(self) -> str:
        return f"matrix-synapse {VERSION}, one process, SQLite, presence and federation off"

    def stop(self) -> None:
        self.children.stop()


def _install(folder: Path) -> None:
    run([sys.executable, "-m", "venv", str(folder / "venv")], folder)
    pip = [str(folder / "venv/bin/python"), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    run([*pip, f"matrix-synapse=={VERSION}"], folder)


def _settings(folder: Path, port: int) -> dict[str, object]:
    limits = ("message", "registration", "joins_per_room", "admin_redaction", "key_requests")
    both = {
        "rc_joins": {"local": OPEN, "remote": OPEN},
        "rc_invites": {"per_room": OPEN, "per_user": OPEN, "per_issuer": OPEN},
        "rc_login": {"address": OPEN, "account": OPEN, "failed_attempts": OPEN},
    }
    listener = {"port": port, "bind_addresses": [HOST], "type": "http", "resources": [{"names": ["client"]}]}
    return {
        "server_name": "localhost",
        "listeners": [listener],
        "database": {"name": "sqlite3", "args": {"database": str(folder / "synapse.db")}},
        "signing_key_path": str(folder / "signing.key"),
        "media_store_path": str(folder / "media"),
        "registration_shared_secret": SECRET,
        "bcrypt_rounds": 4,
        "presence": {"enabled": False},
        "report_stats": False,
        "trusted_key_servers": [],
        "suppress_key_server_warning": True,
        **{f"rc_{name}": OPEN for name in limits},
        **both,
    }  # fmt: skip


def _pair(http: httpx.Client, number: int) -> Pair:
    writer, reader = (_register(http, f"{side}{number}") for side in "wr")
    asked = {"invite": [f"@r{number}:localhost"], "preset": "trusted_private_chat", "is_direct": True}
    room = str(_ask(http, "/_matrix/client/v3/createRoom", asked, writer)["room_id"])
    _ask(http, f"/_matrix/client/v3/join/{room}", {}, reader)
    return Pair(writer, reader, room)


def _register(http: httpx.Client, name: str) -> str:
    """By the shared secret, so that no captcha or mail is asked for; the access token."""
    where = "/_synapse/admin/v1/register"
    nonce = http.get(where).raise_for_status().json()["nonce"]
    signed = "\0".join((nonce, name, "long enough", "notadmin")).encode()
    mac = hmac.new(SECRET.encode(), signed, hashlib.sha1).hexdigest()
    person = {"nonce": nonce, "username": name, "password": "long enough", "admin": False, "mac": mac}
    return str(_ask(http, where, person)["access_token"])


def _ask(http: httpx.Client, where: str, body: dict[str, object], token: str = "") -> dict[str, object]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer: dict[str, object] = http.post(where, json=body, headers=headers).raise_for_status().json()
    return answer
