"""One open Apertium pipeline: a chain of programs that flushes at every zero byte."""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import time
from pathlib import Path

from nlp.errors import EngineFailed, EngineStuck

_START_SECONDS = 10
_END_SECONDS = 2


class Pipeline:
    """Started by the constructor. After an error it is of no use any more: close it and make another.

    The command `apertium -z` is not used: its wrapper reads ahead, and so keeps back every answer
    until the next question.
    """

    def __init__(self, mode: Path, seconds: float) -> None:
        self._mode, self._seconds = mode, seconds
        self._process = subprocess.Popen(
            ["bash", "-c", _script(mode), mode.stem, "-g", ""],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"LC_ALL": "C.UTF-8"},
            start_new_session=True,
        )

    def ask(self, text: str) -> str:
        """What the pipeline makes of one escaped text.

        Raises:
            EngineFailed: the pipeline has died.
            EngineStuck: no answer within the time allowed.
        """
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(text.encode() + b"\0")
            self._process.stdin.flush()
        except OSError as error:
            raise EngineFailed(f"apertium {self._mode.stem} has ended") from error
        return self._answer().decode(errors="replace")

    def close(self) -> None:
        """End the programs of the pipeline and wait for them."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(_END_SECONDS)

    def _answer(self) -> bytes:
        assert self._process.stdout is not None
        handle, answer, until = self._process.stdout.fileno(), b"", time.monotonic() + self._seconds
        with selectors.DefaultSelector() as ready:
            ready.register(handle, selectors.EVENT_READ)
            while not answer.endswith(b"\0"):
                if not ready.select(max(0.0, until - time.monotonic())):
                    raise EngineStuck(f"apertium {self._mode.stem} did not answer in {self._seconds:g} s")
                block = os.read(handle, 65536)
                if not block:
                    raise EngineFailed(f"apertium {self._mode.stem} has ended")
                answer += block
        return answer[:-1]


def _script(mode: Path) -> str:
    """The shell pipeline of a mode, every part told to flush at a zero byte."""
    try:
        made = subprocess.run(
            ["apertium-wblank-mode", "-z", str(mode)],
            capture_output=True,
            text=True,
            timeout=_START_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise EngineFailed(f"apertium {mode.stem} cannot start: {error}") from error
    return made.stdout
