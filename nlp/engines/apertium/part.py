"""A stretch of a pipeline: one chain of programs, asked and answered with a zero byte at the end."""

from __future__ import annotations

import os
import selectors
import subprocess
import time

from nlp.errors import EngineFailed, EngineStuck

_BLOCK = 65536
_MET = b"ambiguity class"
"""What a tagger that was told to speak says where it met a class that it was not trained on."""


class Part:
    """Started by the constructor. `group`: the process group that it joins; 0 for one of its own."""

    def __init__(self, name: str, script: str, group: int) -> None:
        self._name, self._script, self._joined = name, script, group
        self._process = subprocess.Popen(
            ["bash", "-c", script, name, "-g", ""],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | {"LC_ALL": "C.UTF-8"},
            process_group=group,
        )
        self.group = group or self._process.pid
        self.changed = False
        """Whether it said that it met something new, and reads otherwise from now on."""

    def again(self) -> Part:
        """Another one of the same. It gets ready while nobody waits for it."""
        return Part(self._name, self._script, self._joined)

    def ask(self, said: bytes, until: float, seconds: float) -> bytes:
        """The answer to `said`, by `until` on the monotonic clock; `seconds` is what people are told.

        Raises:
            EngineFailed: it has died.
            EngineStuck: no answer in time.
        """
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(said + b"\0")
            self._process.stdin.flush()
        except OSError as error:
            raise EngineFailed(f"apertium {self._name} has ended") from error
        answer = self._answer(until, seconds)
        self._hear()
        return answer

    def hang_up(self) -> None:
        """Close its pipes: by that it ends."""
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue

    def ended(self, until: float) -> bool:
        """Whether it has ended, waiting for that until then."""
        try:
            self._process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            return False
        return True

    def kill(self) -> None:
        """End it at once: it has nothing to finish."""
        self._process.kill()
        self.hang_up()
        self._process.wait()

    def _answer(self, until: float, seconds: float) -> bytes:
        """Reads what is said aside, too: a program whose pipe is full would wait for ever."""
        assert self._process.stdout is not None and self._process.stderr is not None
        handle, answer = self._process.stdout.fileno(), b""
        with selectors.DefaultSelector() as ready:
            ready.register(handle, selectors.EVENT_READ)
            ready.register(self._process.stderr.fileno(), selectors.EVENT_READ)
            while not answer.endswith(b"\0"):
                found = ready.select(max(0.0, until - time.monotonic()))
                if not found:
                    raise EngineStuck(f"apertium {self._name} did not answer in {seconds:g} s")
                for key, _ in found:
                    block = os.read(key.fd, _BLOCK)
                    if key.fd == handle:
                        answer += block
                        if not block:
                            raise EngineFailed(f"apertium {self._name} has ended")
                    elif not block:
                        ready.unregister(key.fd)
                    else:
                        self.changed |= _MET in block
        return answer[:-1]

    def _hear(self) -> None:
        """What was said aside before the answer, and not read yet."""
        assert self._process.stderr is not None
        aside = self._process.stderr.fileno()
        os.set_blocking(aside, False)
        try:
            while block := os.read(aside, _BLOCK):
                self.changed |= _MET in block
        except BlockingIOError:
            return
