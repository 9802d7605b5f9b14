"""Every setting of every part: read once from `DUOLOGUE_*`, frozen, refused when it cannot work.

The table in README.md is generated from the field docs here, by `wire.contracts.settings_table`; a test holds
the two together.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from zlib import crc32

from wire.contracts import setting_values as read
from wire.contracts.errors import SettingsError

PREFIX = "DUOLOGUE_"

MAX_SOCKET_PATH = 100
"""Operating systems allow 104 to 108 bytes."""


def _setting(default: Any, doc: str, parse: Callable[[str], Any] = str) -> Any:
    return field(default=default, metadata={"doc": doc, "parse": parse})


def _hidden(doc: str, parse: Callable[[str], Any] = str) -> Any:
    """A secret: nothing shows it."""
    return field(default="", repr=False, metadata={"doc": doc, "parse": parse})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings, parsed. Build with `Settings.load()`; tests pass fields directly."""

    home: Path = _setting(
        Path("~/.local/share/duologue").expanduser(),
        "all data of this machine: store, broker file, lake",
        read.path,
    )
    host: str = _setting("127.0.0.1", "address that the chat listens on")
    port: int = _setting(8000, "port of the chat", read.port)
    dashboard_host: str = _setting("127.0.0.1", "address that the dashboard listens on")
    dashboard_port: int = _setting(8501, "port of the dashboard", read.port)
    dashboard_names: tuple[str, ...] = _setting(
        (), "names that browsers ask the dashboard by, besides localhost and addresses, by comma", read.words
    )
    dashboard_chat: str = _setting(
        "", "address of the chat that the dashboard asks who may see what; empty: the chat of this machine"
    )
    redis_url: str = _hidden(
        "Redis/Valkey to use: `redis://`, `rediss://` with TLS, `unix://`, "
        "`redis+sentinel://host:port,host:port/service`, `redis+cluster://host:port,host:port`; "
        "empty: our own Valkey under home",
        read.broker,
    )
    broker_memory: int = _setting(
        1024,
        "megabytes that our own Valkey may use; a full one refuses writes and drops nothing",
        read.positive,
    )
    stream_days: int = _setting(
        7, "days that a stream keeps what a stopped or missing reader owes; then it is cut, loudly",
        read.positive,
    )  # fmt: skip
    database_url: str = _setting("", "SQLAlchemy URL of the store; empty: SQLite under home")
    lake: str = _setting("", "folder of the event log; empty: `lake` under home")
    lake_table: str = _setting(
        "",
        "folder, or `s3://BUCKET/PREFIX` with the usual `AWS_*` variables, where settled days of the event "
        "log are also kept as Delta tables; empty: nowhere. Needs `duologue[delta]`",
    )
    models: str = _setting("", "folder of models pulled or built; empty: `models` under home")
    files: str = _setting(
        "",
        "folder of files that people send, or `s3://BUCKET/PREFIX` with the usual `AWS_*` variables; "
        "empty: `files` under home",
    )
    file_mb: int = _setting(25, "megabytes that one file may have", read.positive)
    files_person_mb: int = _setting(2048, "megabytes of files that one person may keep", read.positive)
    files_organisation_mb: int = _setting(20480, "megabytes of files of one organisation", read.positive)
    voice_minutes: int = _setting(5, "minutes that one voice note may last", read.positive)
    vapid_key: str = _hidden("private key for Web Push, as `duologue push` makes one; empty: nobody is told")
    vapid_contact: str = _setting(
        "mailto:operator@localhost", "`mailto:` or https address that push services may write to"
    )
    link_previews: bool = _setting(
        False, "1: people may have the page of a link that they send asked what it is", read.flag
    )
    push_private: bool = _setting(
        False, "1: push services may be at addresses that are not public, and without https", read.flag
    )
    webhook_private: bool = _setting(
        False, "1: webhooks of organisations may be at addresses that are not public, and without https",
        read.flag,
    )  # fmt: skip
    clamd: str = _setting(
        "", "`HOST:PORT` of a clamd that looks at every file before it is handed on; empty: none",
        read.address,
    )  # fmt: skip
    partitions: int = _setting(
        1,
        "streams that conversations are spread over; same on every host, may be raised later",
        read.positive,
    )
    worker_batch: int = _setting(8, "messages that a worker takes at once", read.positive)
    worker_threads: int = _setting(2, "CPU threads that one worker may use", read.positive)
    worker_apart: bool = _setting(
        True, "1: while it keeps up, the worker of `duologue up` leaves the chat a processor", read.flag
    )
    shared_segments: int = _setting(
        20000, "translated sentences that workers share in the broker, for three days; 0: none", read.count
    )
    max_text: int = _setting(5000, "longest message, in characters", read.positive)
    edit_minutes: int = _setting(
        1440, "minutes after posting in which its author may edit a message; 0: for ever", read.count
    )
    desk_absent_minutes: int = _setting(
        10, "minutes without a socket after which an agent's open conversations wait for another; 0: never",
        read.count,
    )  # fmt: skip
    max_deliveries: int = _setting(4, "tries before a message goes to the stream `dead`", read.positive)
    reclaim_after: int = _setting(
        60, "seconds after which another worker takes over unfinished work", read.positive
    )
    retention_days: int = _setting(
        0, "days after which texts of messages are erased from the store; 0: never", read.count
    )
    audit_days: int = _setting(
        365, "days after which it is forgotten who read or changed what in an organisation; 0: never",
        read.count,
    )  # fmt: skip
    lake_days: int = _setting(0, "days that the event log is kept; 0: for ever", read.count)
    session_days: int = _setting(30, "days that a sign-in lasts", read.positive)
    seal_key: str = _hidden(
        "32 random characters or more that secrets of second factors are sealed with, the same on every "
        "host; empty: `seal.key` under home",
        read.secret,
    )
    tls_cert: str = _setting(
        "", "certificate chain (PEM): the chat speaks https itself; read again when it is renewed"
    )
    tls_key: str = _setting("", "key (PEM, without a password) of this certificate")
    secure_cookies: bool = _setting(
        False, "1 behind a proxy that speaks https: cookies are sent over https only", read.flag
    )
    origins: tuple[str, ...] = _setting(
        (), "further web origins that may open the live socket, by comma", read.words
    )
    trusted_proxies: tuple[str, ...] = _setting(
        (),
        "addresses or networks of proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed, "
        "by comma; empty: nobody's",
        read.networks,
    )
    connections_per_address: int = _setting(
        400, "connections that one address may have open at once; trusted proxies: any number",
        read.positive,
    )  # fmt: skip
    limits: tuple[str, ...] = _setting(
        (),
        "limits to set otherwise, as `posting=120/minute,sockets=40`, by comma: docs/protocol.md",
        read.limits,
    )
    collect_seconds: int = _setting(5, "longest wait before an event is in the lake", read.positive)
    hub_models: tuple[str, ...] = _setting(
        (),
        "Marian, M2M100, NLLB models for engine `hub`, by comma: `en-de=NAME@REVISION`, `en-de=FOLDER`, "
        "`*=NAME@REVISION:en,pt,de`",
        read.words,
    )
    hub_int8: bool = _setting(
        True, "1: `hub` models run in int8, made from their files once; 0: in 32 bits", read.flag
    )
    sentiment_model: str = _setting(
        "own", "`own`, or a model of Hugging Face: `hub:NAME`, `hub:NAME@REVISION`, `hub:FOLDER`"
    )
    routes: tuple[str, ...] = _setting(
        (), "translation paths to pin, as `en-es=en>pt>es`, by comma", read.words
    )
    domains: tuple[str, ...] = _setting(
        ("shop",),
        "trades whose words conversations of organisations use, by comma: `shop`, `clinic`, `lesson`; "
        "an order is then a pedido, no ordem; empty: none",
        read.domains,
    )
    loaded_models: int = _setting(
        6, "translation models that one worker keeps in memory; the longest unused goes first", read.positive
    )
    models_mirror: tuple[str, ...] = _setting(
        (), "folders or URLs that `models pull` asks before the public registry, by comma", read.words
    )
    remote_url: str = _setting(
        "", "LibreTranslate-compatible server; what it translates leaves this machine; empty: none"
    )
    remote_key: str = _hidden("API key for `remote_url`; shown nowhere")
    remote_languages: tuple[str, ...] = _setting(
        (), "languages to use `remote_url` for, by comma; empty: all that it offers", read.words
    )
    smtp: str = _hidden(
        "`smtp://USER:PASSWORD@HOST:587` (STARTTLS) or `smtps://…`, by which `duologue report --mail` sends, "
        "and `?from=ADDRESS`, in whose name; empty: no mail is sent"
    )
    bot_model_url: str = _setting(
        "",
        "base address of an OpenAI-compatible server, as `http://127.0.0.1:11434/v1`, that words answers of "
        "bots where an owner says so; it gets the articles' passages and the conversation; empty: none",
        read.web,
    )
    bot_model: str = _setting("", "model to ask there")
    bot_model_key: str = _hidden("API key for `bot_model_url`; shown nowhere", read.token)
    metrics_port: int = _setting(
        0, "port for Prometheus of a worker; jobs have the next, the collector the one after; 0: none",
        read.count,
    )  # fmt: skip
    metrics_host: str = _setting("127.0.0.1", "address that these listen on")
    metrics_networks: tuple[str, ...] = _setting(
        (),
        "networks that may read `/metrics` of the chat, by comma; empty: this machine alone",
        read.networks,
    )
    log_level: str = _setting("INFO", "DEBUG, INFO, WARNING or ERROR", str.upper)

    @property
    def secure(self) -> bool:
        """Whether browsers reach the chat by https."""
        return self.secure_cookies or bool(self.tls_cert)

    @property
    def chat_url(self) -> str:
        """Where people on this machine open the chat."""
        return shown(self.host, self.port, "https" if self.tls_cert else "http")

    @property
    def broker_socket(self) -> Path:
        """Where our own Valkey listens: under home, or in a temporary folder if that path is too long."""
        path = self.home / "broker" / "valkey.sock"
        if len(str(path)) <= MAX_SOCKET_PATH:
            return path
        folder = f"duologue-{os.geteuid()}-{crc32(str(path).encode()):08x}"
        return Path(tempfile.gettempdir()) / folder / "valkey.sock"

    @property
    def broker_url(self) -> str:
        """URL of the broker, ours or the one that was set."""
        return self.redis_url or f"unix://{self.broker_socket}"

    @property
    def store_url(self) -> str:
        """SQLAlchemy URL of the store."""
        return self.database_url or f"sqlite+aiosqlite:///{self.home / 'duologue.db'}"

    @property
    def lake_path(self) -> Path:
        """Folder of the event log."""
        return read.path(self.lake) if self.lake else self.home / "lake"

    @property
    def files_path(self) -> Path:
        """Folder of files that people send, where they are in no bucket."""
        return read.path(self.files) if self.files else self.home / "files"

    @property
    def models_path(self) -> Path:
        """Folder of pulled models and of what is computed from them."""
        return read.path(self.models) if self.models else self.home / "models"

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read the environment.

        Raises:
            SettingsError: a value cannot be used, or a `DUOLOGUE_*` name is not a setting.
        """
        environ = os.environ if environ is None else environ
        known = {PREFIX + f.name.upper(): f for f in fields(cls)}
        values: dict[str, Any] = {}
        for name, text in environ.items():
            if not name.startswith(PREFIX):
                continue
            if name not in known:
                raise SettingsError(f"{name} is not a setting. Known: {', '.join(sorted(known))}")
            try:
                values[known[name].name] = known[name].metadata["parse"](text)
            except ValueError as error:
                shown = f"{name}={text!r}" if known[name].repr else name  # a password may be in it
                raise SettingsError(f"{shown} cannot be used: {error}") from error
        found = cls(**values)
        if bool(found.tls_cert) != bool(found.tls_key):
            raise SettingsError("DUOLOGUE_TLS_CERT and DUOLOGUE_TLS_KEY go together: one of them is missing.")
        return found


def shown(host: str, port: int, scheme: str = "http") -> str:
    """Where people open it. An address that means "every one" is shown as this machine."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"{scheme}://{name}:{port}"
