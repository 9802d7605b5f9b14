"""Python processes that begin where their imports end: forked from one that has imported what they need.

Tests start a hundred workers and servers, and each took half a second of CPU to import what the one before
had imported. Here a process imports it once, and forks whenever a test asks for another. What it forks is a
process as any other: of its own pid, environment and streams, it can be stopped and killed, and it ends by
Python's own way out.

`python -m tests.starter FD` takes orders from the socket FD, one at a time: tests/processes.py sends them.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import runpy
import select
import signal
import socket
import sys
import threading
from typing import Any

Order = dict[str, Any]
"""`module` and its `words` as after `python -m`, what it `imports`, and its `environ`."""


class Forks:
    """Takes orders, forks, and tells of the end of each."""

    def __init__(self, orders: socket.socket) -> None:
        self.orders = orders
        self.told: dict[int, int] = {}
        """Pids of those that run, and pipes in which their end is told."""
        self.wake, ended = socket.socketpair()
        self.ends = (self.wake, ended)
        ended.setblocking(False)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(ended.fileno())

    def serve(self) -> Order | None:
        """In each fork, what it is to do; here None, once nobody is left who could ask."""
        while True:
            ready, _, _ = select.select([self.orders, self.wake], [], [])
            if self.wake in ready:
                self.wake.recv(4096)
                self._tell()
            if self.orders in ready:
                body, descriptors, *_ = socket.recv_fds(self.orders, 1 << 16, 3)
                while body and not body.endswith(b"\n"):
                    body += self.orders.recv(1 << 16)
                if not body or self._is_fork(order := json.loads(body), *descriptors):
                    return order if body else None

    def _tell(self) -> None:
        for pid in list(self.told):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                with contextlib.suppress(BrokenPipeError):  # nobody wants to know
                    os.write(self.told[pid], b"%d\n" % os.waitstatus_to_exitcode(status))
                os.close(self.told.pop(pid))

    def _is_fork(self, order: Order, told: int, out: int, err: int) -> bool:
        """Fork, and say which of both this is."""
        importlib.import_module(order["imports"])
        assert threading.active_count() == 1, "what a thread holds would be held for ever in a fork"
        gc.freeze()
        pid = os.fork()
        if pid == 0:
            self._become(order, told, out, err)
            return True
        os.write(told, b"%d\n" % pid)
        self.told[pid] = told
        os.close(out)
        os.close(err)
        return False

    def _become(self, order: Order, told: int, out: int, err: int) -> None:
        """In the fork: a process like one that was started, with nothing open that is for others."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for one in (self.orders, *self.ends):
            one.close()
        for mine, known in ((out, 1), (err, 2)):
            os.dup2(mine, known)
        for descriptor in (told, out, err, *self.told.values()):
            os.close(descriptor)
        os.environ.clear()
        os.environ.update(order["environ"])


def main() -> None:
    order = Forks(socket.socket(fileno=int(sys.argv[1]))).serve()
    if order is not None:
        sys.argv = ["", *order["words"]]
        runpy.run_module(order["module"], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
