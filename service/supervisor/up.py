"""`duologue up`: all parts on one machine."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import fcntl
import os
import signal
import socket
import time
from collections.abc import Awaitable, Iterator

import httpx
from rich.console import Console
from rich.markup import escape

from service.supervisor.keep import Keeper, Part
from service.supervisor.parts import board_at, broker, chat_at, others
from wire import operator
from wire.broker.clients import Client, connect
from wire.contracts.errors import WireError
from wire.contracts.settings import Settings

console = Console(highlight=False, soft_wrap=True)
COLOURS = {
    "broker": "magenta",
    "chat": "cyan",
    "worker": "yellow",
    "jobs": "white",
    "collector": "blue",
    "dashboard": "green",
}


class CannotStart(WireError):
    """Something is in the way; the text says what to do."""


def run(settings: Settings) -> int:
    """Start everything and stay until Ctrl-C or SIGTERM. Exit code."""
    try:
        with _only_one(settings):
            _ports_are_free(settings)
            asyncio.run(_Installation(settings).run())
    except WireError as error:
        console.print(f"[red]duologue:[/red] {error}")
        return 1
    return 0


class _Installation:
    """All keepers of one `up`, and the tasks that run them."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.keepers: list[Keeper] = []
        self.tasks: list[asyncio.Task[None]] = []
        self.stop = asyncio.Event()
        self.started = time.monotonic()

    async def run(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, self.stop.set)
        client = connect(self.settings.broker_url)
        # Our own parts are asked by address; a certificate is made out to a name.
        async with httpx.AsyncClient(timeout=2, trust_env=False, verify=False) as http:  # noqa: S501
            try:
                await self._open(client, http)
                await self.stop.wait()
            finally:
                await self._close()
                await client.aclose()

    async def _open(self, client: Client, http: httpx.AsyncClient) -> None:
        """The broker first, since all others wait for it; then the rest at once."""
        console.print(f"Duologue: all data is in {self.settings.home}")
        if not self.settings.redis_url:
            await self._or_stop(self._keep(broker(self.settings, client)).up.wait())
        keepers = [self._keep(part) for part in others(self.settings, client, http)]
        await self._or_stop(asyncio.gather(*(keeper.up.wait() for keeper in keepers)))
        if not self.stop.is_set():
            self._welcome()

    def _keep(self, part: Part) -> Keeper:
        keeper = Keeper(part, self.settings.home / "logs" / f"{part.name}.log", self._say)
        task = asyncio.create_task(keeper.run(), name=part.name)
        task.add_done_callback(self._one_is_lost)
        self.keepers.append(keeper)
        self.tasks.append(task)
        return keeper

    def _one_is_lost(self, task: asyncio.Task[None]) -> None:
        """A keeper that fails is our own fault: say so and stop everything, rather than run on unwatched."""
        if not task.cancelled() and task.exception() is not None:
            self._say(task.get_name(), f"cannot be kept running: {task.exception()!r}")
            self.stop.set()

    async def _or_stop(self, done: Awaitable[object]) -> None:
        """Wait for something, or for the end."""
        waits = [asyncio.ensure_future(done), asyncio.create_task(self.stop.wait())]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for one in waits:
            one.cancel()
        await asyncio.gather(*waits, return_exceptions=True)

    async def _close(self) -> None:
        """Readers of the broker first, the broker last: what they finish, they can still hand on."""
        if not self.keepers:
            return
        console.print("Stopping …")
        own_broker = self.keepers[:1] if not self.settings.redis_url else []
        rest = self.keepers[len(own_broker) :]
        await asyncio.gather(*(keeper.stop() for keeper in rest))
        await asyncio.gather(*(keeper.stop() for keeper in own_broker))
        await asyncio.gather(*self.tasks, return_exceptions=True)
        console.print("Stopped.")

    def _say(self, part: str, news: str) -> None:
        seconds = time.monotonic() - self.started
        console.print(f"{seconds:6.1f} s  [{COLOURS.get(part, 'white')}]{part:<9}[/]  {escape(news)}")

    def _welcome(self) -> None:
        board = board_at(self.settings)
        console.print(f"\n  Chat       [bold]{escape(chat_at(self.settings))}[/bold]")
        console.print(f"  Dashboard  [bold]{escape(board)}[/bold]\n             {self._way_in(board)}\n")
        console.print("Ctrl-C stops everything. `duologue demo` fills it with conversations to look at.")

    def _way_in(self, board: str) -> str:
        """A link into the dashboard, for who sits here; a log, which others read, gets none."""
        another = "`duologue dashboard --link` prints"
        if not console.file.isatty():  # a log may be coloured, and is no terminal for that
            return f"{another} a link that opens all of it, once."
        try:
            link = operator.new_link(self.settings.home, board)
        except OSError as error:
            return f"No link could be made: {error}"
        return f"[bold]{escape(link)}[/bold]\n             opens all of it, once, soon; {another} another."


@contextlib.contextmanager
def _only_one(settings: Settings) -> Iterator[None]:
    """One `up` per home: two would write one broker file."""
    settings.home.mkdir(parents=True, exist_ok=True)
    lock = (settings.home / "up.lock").open("a+")
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            raise CannotStart(
                f"already running from {settings.home} (process {lock.read().strip() or '?'}). "
                "Stop it, or set DUOLOGUE_HOME to another folder."
            ) from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def _ports_are_free(settings: Settings) -> None:
    for host, port, part in (
        (settings.host, settings.port, "DUOLOGUE_"),
        (settings.dashboard_host, settings.dashboard_port, "DUOLOGUE_DASHBOARD_"),
    ):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                if error.errno == errno.EADDRINUSE:
                    raise CannotStart(f"port {port} is taken. Set {part}PORT to another.") from error
                raise CannotStart(f"cannot listen on {host}:{port}: {error}. See {part}HOST.") from error
