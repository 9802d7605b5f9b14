"""What `duologue doctor` says of the parts that are not language: Python, broker, store, ports."""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal, NamedTuple

import httpx
from redis.exceptions import RedisError

from service.api.tls import certificate
from service.files.hear import ENGINE, lacking
from service.supervisor import valkey
from service.supervisor.processors import for_worker
from wire import home as private
from wire.broker.clients import connect
from wire.broker.layout import KEY
from wire.broker.memory import KEEPS_WORK, ServerMemory, memory
from wire.contracts.errors import SettingsError
from wire.contracts.settings import Settings

State = Literal["ready", "missing", "broken"]

FEW_DAYS = 14
"""Days before its end from which on a certificate should have been renewed."""
LITTLE_ROOM = 200
"""Megabytes free on the disk below which the doctor says so."""


class Check(NamedTuple):
    """One line of the doctor's table."""

    task: str
    engine: str
    state: State
    why: str
    how: str


async def checks(settings: Settings) -> list[Check]:
    """All checks, none of which changes anything."""
    return [
        _python(),
        of_home(settings),
        _room(settings),
        await _broker(settings),
        _store(settings),
        _processors(settings),
        _voice(),
        _bots(settings),
        *_ports(settings),
        *_certificate(settings),
    ]


def _bots(settings: Settings) -> Check:
    """Where passages and conversations go, where an owner has a model word what the bot says."""
    url = settings.bot_model_url
    if not url:
        why = "quote articles; no language model is asked, and no text leaves this machine for it"
        return Check("bots", "built-in", "ready", why, "DUOLOGUE_BOT_MODEL_URL")
    host = httpx.URL(url).host or url
    if not settings.bot_model:
        return Check("bots", host, "broken", "names no model", "DUOLOGUE_BOT_MODEL")
    why = f"conversations of organisations that switch it on, and passages of their articles, go to {host}"
    return Check("bots", settings.bot_model, "ready", why, "DUOLOGUE_BOT_MODEL_URL")


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    return Check("Python", version, "ready", "3.11 or newer", "")


def of_home(settings: Settings) -> Check:
    """Whether anybody else on this machine can read what is ours."""
    home, task = settings.home, "data folder"
    if not home.exists():
        return Check(
            task, str(home), "ready", "made at the first start, for its owner alone", "DUOLOGUE_HOME"
        )
    if private.owner(home) != os.geteuid():
        why = f"belongs to user {private.owner(home)}, and this is user {os.geteuid()}: nothing starts"
        return Check(task, str(home), "broken", why, "chown -R it to this user, or set DUOLOGUE_HOME")
    found = list(private.opened(home))
    if found:
        why = f"{len(found)} of its files and folders are open to others, such as {found[0]}"
        return Check(
            task, str(home), "broken", why, f"chmod -R go= '{home}', or `duologue up`, which does it"
        )
    return Check(task, str(home), "ready", "nobody but its owner can read it", "DUOLOGUE_HOME")


def _room(settings: Settings) -> Check:
    """Whether the disk under home has room; a full one takes no messages."""
    folder = next(one for one in (settings.home, *settings.home.parents) if one.exists())
    free = shutil.disk_usage(folder).free // 2**20
    if free < LITTLE_ROOM:
        why = f"{free} MB are free: when none is, messages are refused (storage_full)"
        return Check("disk", str(folder), "broken", why, "make room, or set DUOLOGUE_HOME to a larger disk")
    return Check("disk", str(folder), "ready", f"{free // 1024} GB are free", "DUOLOGUE_HOME")


async def _broker(settings: Settings) -> Check:
    if not settings.redis_url:
        try:
            program = valkey.find()
        except valkey.NoBroker as error:
            return Check("broker", "none", "broken", str(error), "DUOLOGUE_REDIS_URL")
        return Check(
            "broker", f"our own Valkey ({program.name})", "ready", "no DUOLOGUE_REDIS_URL is set", ""
        )
    client = connect(settings.redis_url)
    try:
        servers, partitions = await memory(client), int(await client.get(KEY) or 0)
    except (RedisError, OSError) as error:
        return Check(
            "broker", "DUOLOGUE_REDIS_URL", "broken", f"does not answer: {error}", "start it, or unset it"
        )
    finally:
        await client.aclose()
    if partitions > settings.partitions:
        why = f"messages lie on {partitions} partitions, and {settings.partitions} are read here"
        return Check("broker", "DUOLOGUE_PARTITIONS", "broken", why, f"set it to {partitions} or more")
    return _memory(servers)


def _memory(servers: Sequence[ServerMemory]) -> Check:
    """Whether a full server would drop work, is nearly full, or has no bound."""
    broker = "DUOLOGUE_REDIS_URL"
    for one in servers:
        if one.drops_work and one.most:
            why = f"maxmemory-policy is {one.policy or 'unknown'}: a full server throws out messages"
            return Check("broker", broker, "broken", why, f"set it to {KEEPS_WORK}")
    for one in servers:
        if one.tight:
            return Check("broker", broker, "broken", f"{one}: a full server refuses writes", "give it more")
    if not all(one.most for one in servers):
        why = "it answers; without maxmemory it grows until its machine has none left"
        return Check("broker", broker, "ready", why, f"set maxmemory and maxmemory-policy {KEEPS_WORK}")
    return Check("broker", broker, "ready", "it is set, and answers", "")


def _store(settings: Settings) -> Check:
    kind = settings.store_url.split(":", 1)[0]
    if kind.startswith("sqlite"):
        return Check(
            "store", "SQLite", "ready", f"under {settings.home}", "DUOLOGUE_DATABASE_URL for PostgreSQL"
        )
    try:
        import asyncpg  # noqa: F401
    except ImportError:
        return Check("store", kind, "broken", "asyncpg is not installed", "pip install 'duologue[postgres]'")
    return Check("store", kind, "ready", "DUOLOGUE_DATABASE_URL is set", "")


def _processors(settings: Settings) -> Check:
    """What the worker of `duologue up` has; one on another machine has all of that."""
    task, setting, every = "worker", "DUOLOGUE_WORKER_APART", os.cpu_count() or 1
    kept = for_worker(settings)
    if kept is None:
        why = "with `duologue up` it shares them with the chat" + ("" if every == 1 else ", which then waits")
        how = "" if every == 1 else f"{setting}=late leaves the chat one"
        return Check(task, "every processor", "ready", why, how)
    until = ", until translations are late" if settings.worker_apart == "late" else ""
    why = f"with `duologue up` the first is left to the chat{until}"
    engine, how = f"{len(kept)} of {len(kept) + 1} processors", f"{setting}=never gives it all"
    return Check(task, engine, "ready", why, how)


def _voice() -> Check:
    """What becomes of voice notes, and whether one can dictate."""
    missing = lacking()
    if not missing:
        why = "voice notes get a transcript, in a process of its own; people may dictate"
        return Check("voice", ENGINE, "ready", why, "")
    playable = "are taken as WAV alone" if "av" in missing else "are taken"
    why = f"voice notes {playable} and get no transcript, and nobody can dictate: no {', '.join(missing)}"
    return Check("voice", "none", "missing", why, "pip install 'duologue[voice]', 330 MB; start again")


def _ports(settings: Settings) -> list[Check]:
    chat = Check(
        "chat",
        f"{settings.host}:{settings.port}",
        "ready",
        _taken(settings.host, settings.port),
        "DUOLOGUE_PORT",
    )
    return [chat, _dashboard(settings)]


def _dashboard(settings: Settings) -> Check:
    """Where it listens, and whether cookies cross a network in the open."""
    host, port = settings.dashboard_host, settings.dashboard_port
    who = "shut to who is not signed in"
    taken = _taken(host, port)
    if _is_loopback(host):
        return Check("dashboard", f"{host}:{port}", "ready", f"{who}; {taken}", "`duologue dashboard --link`")
    why = f"{who}, and the network reaches it without https; {taken}"
    return Check("dashboard", f"{host}:{port}", "missing", why, "a proxy with https; docs/production.md")


def _certificate(settings: Settings) -> list[Check]:
    """Whether the chat's own certificate can be used, and how long."""
    if not settings.tls_cert:
        return []
    task, how = "certificate", "DUOLOGUE_TLS_CERT, DUOLOGUE_TLS_KEY"
    try:
        shown = certificate(settings)
    except SettingsError as error:
        return [Check(task, settings.tls_cert, "broken", str(error), how)]
    assert shown is not None
    left = (shown.ends - datetime.now(UTC)).days
    if left < 0:
        return [Check(task, settings.tls_cert, "broken", f"ended at {shown.ends:%Y-%m-%d}", "renew it")]
    state: State = "ready" if left > FEW_DAYS else "missing"
    why = f"holds for {left} days; read again within a minute of its renewal"
    return [Check(task, settings.tls_cert, state, why, "" if left > FEW_DAYS else "renew it")]


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _taken(host: str, port: int) -> str:
    """Whether something listens there; an address that means "every one" is looked for on this machine."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.settimeout(1)
        try:
            taken = probe.connect_ex(({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port)) == 0  # noqa: S104
        except OSError:
            taken = False
    return "in use: by `duologue up`, or by something else" if taken else "free"
