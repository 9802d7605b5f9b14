"""Where the data lies and where the chat and the dashboard listen."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from wire.contracts import setting_values as read
from wire.contracts.setting_groups.field import setting


@dataclass(frozen=True, kw_only=True)
class Places:
    """Where the data lies and where the chat and the dashboard listen."""

    home: Path = setting(
        Path("~/.local/share/duologue").expanduser(),
        "all data of this machine: store, broker file, lake",
        read.path,
    )
    host: str = setting("127.0.0.1", "address that the chat listens on")
    port: int = setting(8000, "port of the chat", read.port)
    dashboard_host: str = setting("127.0.0.1", "address that the dashboard listens on")
    dashboard_port: int = setting(8501, "port of the dashboard", read.port)
    dashboard_names: tuple[str, ...] = setting(
        (), "names that browsers ask the dashboard by, besides localhost and addresses, by comma", read.words
    )
    dashboard_chat: str = setting(
        "", "address of the chat that the dashboard asks who may see what; empty: the chat of this machine"
    )
    database_url: str = setting("", "SQLAlchemy URL of the store; empty: SQLite under home")
    lake: str = setting("", "folder of the event log; empty: `lake` under home")
    lake_table: str = setting(
        "",
        "folder, or `s3://BUCKET/PREFIX` with the usual `AWS_*` variables, where settled days of the event "
        "log are also kept as Delta tables; empty: nowhere. Needs `duologue[delta]`",
    )
    models: str = setting("", "folder of models pulled or built; empty: `models` under home")
    files: str = setting(
        "",
        "folder of files that people send, or `s3://BUCKET/PREFIX` with the usual `AWS_*` variables; "
        "empty: `files` under home",
    )
