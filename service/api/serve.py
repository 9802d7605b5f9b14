"""One web process: uvicorn around the app, from ready to a stop in good order."""

from __future__ import annotations

import gc
import resource
import signal
import socket
import sys
from contextlib import suppress

import click
import uvicorn

from service.api.app import create_app, largest
from service.api.connections import Door, protocols
from service.api.cut_off import CutOff
from service.api.tls import EVERY, Certificate, certificate
from wire.contracts.settings import Settings
from wire.observability import traces
from wire.observability.logs import configure

GRACE = 10
"""Seconds that open requests and sockets get at the end."""


TICK = 0.1
"""Seconds between two calls of uvicorn's `on_tick`."""


NEW_OBJECTS = 5_000
"""More of them than have gone, before those are looked through that may hang together in circles."""


TURN = 0.001
"""Seconds that the event loop goes on, at most, when another thread wants to run: Python's own are 0.005."""


def settle() -> None:
    """What is there by now stays, and is not looked through for circles again.

    Else all that libraries made at the start is looked through whenever enough has come since, as by some
    hundred new sockets: 240,000 objects, for which everybody waits 140 ms, and 0.5 ms without them. Looking
    through what is new more rarely takes 6 µs of CPU a message instead of 14.

    The thread that writes to SQLite comes back from each of some nine statements of a group: each time it
    waits for its turn beside a busy loop, and with it everybody whose message is in the group.
    """
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)
    sys.setswitchinterval(TURN)


def raise_file_limit() -> int:
    """This process may have as many open files as the system lets it: each socket is one, and it begins with
    1,024 on most, which are full before anything else is. Gives the number."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    with suppress(ValueError, OSError):  # systems that set a lower bound elsewhere say no
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


class Server(uvicorn.Server):
    """Says where it serves, once it does, and shows its certificate, if it has one.

    `alone`: its process has nothing else to do.
    """

    def __init__(self, config: uvicorn.Config, shown: Certificate | None = None, *, alone: bool) -> None:
        super().__init__(config)
        self._certificate, self._alone = shown, alone

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Open the app and the port."""
        await super().startup(sockets)
        if self.started:
            if self._alone:
                settle()
                raise_file_limit()
            host = self.config.host if ":" not in self.config.host else f"[{self.config.host}]"
            scheme = "https" if self._certificate else "http"
            click.echo(f"Duologue is ready at {scheme}://{host}:{self.config.port}")

    async def on_tick(self, counter: int) -> bool:
        """Look at the certificate at times; uvicorn's own duties besides."""
        if self._certificate and self.config.ssl and counter % round(EVERY / TICK) == 0:
            self._certificate.renew(self.config.ssl)
        return await super().on_tick(counter)


def server(settings: Settings, *, alone: bool = False) -> Server:
    """A server that does not run yet. `alone`: its process has nothing else to do.

    Raises:
        SettingsError: the certificate cannot be used.
    """
    shown = certificate(settings)
    app = create_app(settings)
    door = Door(
        settings.connections_per_address,
        settings.trusted_proxies,
        lambda name: app.state.context.tally.add(name),
    )
    http, ws = protocols(door)
    config = uvicorn.Config(
        CutOff(app),
        http=http,
        ws=ws,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        ws_max_size=largest(settings),
        ws_ping_interval=20.0,
        ws_ping_timeout=20.0,
        lifespan="on",
        log_config=None,
        access_log=False,  # addresses of pages and searches are nobody's business
        server_header=False,
        proxy_headers=False,  # `addresses.Proxies` reads them, from trusted proxies only
        timeout_graceful_shutdown=GRACE,
        timeout_keep_alive=30,
        ssl_context_factory=(lambda *_: shown.context()) if shown else None,
    )
    return Server(config, shown, alone=alone)


def run(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM: sockets close with 1012, tasks end in order, and this returns.

    Raises:
        SystemExit: 1 where the app or the port could not be opened; the log says why.
    """
    configure(settings.log_level, "serve")
    traces.configure("serve")
    # uvicorn raises the signal again when it has stopped; by then everything is done, and the exit code is 0.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    serving = server(settings, alone=True)
    serving.run()
    if not serving.started:
        raise SystemExit(1)
