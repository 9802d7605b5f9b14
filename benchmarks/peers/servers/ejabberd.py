"""ejabberd from Debian, with its archive of messages on; the acknowledgement is that of stream management.

An XMPP server answers `<r/>` when it has handled what came before it, the archive's write included.
"""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path

from benchmarks.peers.install import installed
from benchmarks.peers.servers.base import HOST, Children, Missing, free_port, listens, until
from benchmarks.peers.servers.debian import unpack
from benchmarks.peers.steps import Pair, Plan

PACKAGES = ["ejabberd", "erlang-p1-sqlite3"]


class Ejabberd:
    """Archive on `mnesia` or `sql` (SQLite)."""

    lowest = 100.0

    def __init__(self, archive: str) -> None:
        self.archive = archive
        self.name = f"ejabberd, archive on {'SQLite' if archive == 'sql' else archive}"

    def start(self, folder: Path) -> None:
        root = installed("ejabberd", lambda part: unpack(PACKAGES, part))
        self.home = next(root.glob("usr/lib/*/ejabberd-*/ebin/ejabberd.app"), root).parents[1]
        if self.home == root.parent:
            raise Missing("the Debian package of ejabberd has no ejabberd in it")
        self.children, self.port = Children(folder), free_port()
        (folder / "ejabberd.yml").write_text(json.dumps(self._settings(folder)))
        if self.archive == "sql":
            with sqlite3.connect(folder / "archive.db") as database:
                database.executescript((self.home / "priv/sql/lite.sql").read_text())
        try:
            self.children.start("ejabberd", _command(root, folder), _environ(root, folder))
            until(lambda: listens(self.port), "ejabberd", 60, self.children)
        except BaseException:
            self.stop()
            raise

    def _settings(self, folder: Path) -> dict[str, object]:
        listener = {
            "port": self.port,
            "ip": HOST,
            "module": "ejabberd_c2s",
            "shaper": "none",
            "access": "all",
        }
        sql = {"sql_type": "sqlite", "sql_database": str(folder / "archive.db")}
        return {
            "loglevel": "warning",
            "hosts": ["localhost"],
            "listen": [listener],
            "auth_method": "internal",
            "registration_timeout": "infinity",
            "modules": {
                "mod_register": {"ip_access": "all"},
                "mod_mam": {"default": "always", "db_type": self.archive},
                "mod_offline": {},
                "mod_stream_mgmt": {},
            },
        } | (sql if self.archive == "sql" else {})

    def sign_in(self, pairs: int) -> Plan:
        """Who they are; they register themselves when the generator connects."""
        people = [Pair(f"w{number}", f"r{number}") for number in range(pairs)]
        return Plan("xmpp", f"xmpp://{HOST}:{self.port}", people)

    def parts(self) -> dict[str, list[int]]:
        return {"server": [child.pid for child in self.children.all]}

    def version(self) -> str:
        kept = "SQLite as it opens it" if self.archive == "sql" else "mnesia, which syncs in its own time"
        return f"{self.home.name} of Debian; archive on {kept}"

    def stop(self) -> None:
        self.children.stop()


def _command(root: Path, folder: Path) -> list[str]:
    erlang = next(root.glob("usr/lib/erlang"))
    paths = [word for one in root.glob("usr/lib/*/ejabberd-*/ebin") for word in ("-pa", str(one))]
    boot = ["-boot", str(erlang / "bin/start_clean"), *paths, "+K", "true", "+P", "250000"]
    return [
        str(next(erlang.glob("erts-*/bin/erlexec"))),
        *boot, "-mnesia", "dir", f'"{folder}/mnesia"', "-s", "ejabberd", "-noinput",
    ]  # fmt: skip


def _environ(root: Path, folder: Path) -> dict[str, str]:
    erlang = next(root.glob("usr/lib/erlang"))
    return os.environ | {
        "ROOTDIR": str(erlang),
        "BINDIR": str(next(erlang.glob("erts-*/bin"))),
        "EMU": "beam",
        "PROGNAME": "erl",
        "LD_LIBRARY_PATH": ":".join(str(one) for one in root.glob("usr/lib/*-linux-gnu")),
        "EJABBERD_CONFIG_PATH": str(folder / "ejabberd.yml"),
        "EJABBERD_LOG_PATH": str(folder / "ejabberd.log"),
        "ERL_CRASH_DUMP": str(folder / "crash"),
    }
