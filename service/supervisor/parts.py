"""The parts of an installation: what `duologue up` starts, in which order, and how each tells it is ready."""

from __future__ import annotations

import signal
import sys
from collections.abc import Awaitable, Callable

import httpx

from service.supervisor import valkey
from service.supervisor.keep import Part
from service.supervisor.processors import for_worker
from wire.broker.clients import Client
from wire.broker.heartbeats import Heartbeat, alive
from wire.contracts.settings import Settings, shown

Probe = Callable[[], Awaitable[str | None]]


def chat_at(settings: Settings) -> str:
    """Where people open the chat."""
    return settings.chat_url


def board_at(settings: Settings) -> str:
    """Where people open the dashboard."""
    return shown(settings.dashboard_host, settings.dashboard_port)


def broker(settings: Settings, client: Client) -> Part:
    """Our own Valkey."""

    async def ready() -> str | None:
        return "ready" if await client.ping() else None

    return Part("broker", valkey.command(settings), ready)


def others(settings: Settings, client: Client, http: httpx.AsyncClient) -> list[Part]:
    """Chat, worker, jobs, collector, dashboard."""
    chat, board = chat_at(settings), board_at(settings)
    return [
        Part("chat", _argv("serve"), _http(http, f"{chat}/health/live", f"ready at {chat}")),
        _worker(settings, client),
        Part("jobs", _argv("jobs"), _beats(client, "jobs", lambda _: "ready")),
        Part("collector", _argv("collect"), _beats(client, "collector", lambda _: "ready")),
        _dashboard(_http(http, f"{board}/health/live", f"ready at {board}")),
    ]


def _worker(settings: Settings, client: Client) -> Part:
    ready, doing = _beats(client, "worker", _languages), _doing(client, "worker")
    beside = ["--beside"] if for_worker(settings) else []
    return Part("worker", [*_argv("work"), *beside], ready, doing)


def _dashboard(ready: Probe) -> Part:
    """Streamlit may sit on a SIGTERM for ever. It only reads, so nothing is lost by not waiting for it."""
    return Part("dashboard", _argv("dashboard"), ready, patience=3.0, orphaned=signal.SIGKILL)


def _argv(command: str) -> list[str]:
    return [sys.executable, "-m", "service.cli", command]


def _http(http: httpx.AsyncClient, url: str, news: str) -> Probe:
    async def ready() -> str | None:
        return news if (await http.get(url)).status_code == httpx.codes.OK else None

    return ready


def _beats(client: Client, part: str, news: Callable[[Heartbeat], str]) -> Probe:
    async def ready() -> str | None:
        return next((news(beat) for beat in await alive(client, part) if beat.ready), None)

    return ready


def _doing(client: Client, part: str) -> Probe:
    async def doing() -> str | None:
        return next(
            (beat.detail for beat in await alive(client, part) if not beat.ready and beat.detail), None
        )

    return doing


def _languages(beat: Heartbeat) -> str:
    spoken = sorted({code for pair in beat.pairs for code in pair})
    return f"ready: {len(beat.pairs)} language pairs among {', '.join(spoken)}"
