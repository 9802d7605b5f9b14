"""One open Apertium pipeline: chains of programs that flush at every zero byte.

The tagger keeps what it meets: an ambiguity class that it was not trained on changes how it reads every text
after it, so that a translation would depend on what others have said. It tells when it meets one, and is then
started anew, alone: some 9 ms of CPU, where the whole pipeline takes 70 to 400.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from pathlib import Path

from nlp.engines.apertium.part import Part
from nlp.errors import EngineFailed

_START_SECONDS = 10
_END_SECONDS = 2
_TAGGER = re.compile(r"(?:(.*)\|)?\s*apertium-tagger\s([^|]*)(?:\|(.*))?", re.S)


class Pipeline:
    """Started by the constructor. After an error it is of no use any more: close it and make another.

    The command `apertium -z` is not used: its wrapper reads ahead, and so keeps back every answer
    until the next question.
    """

    def __init__(self, mode: Path, seconds: float) -> None:
        self._name, self._seconds = mode.stem, seconds
        self._parts: list[Part] = []
        for script in _scripts(mode):
            group = self._parts[0].group if self._parts else 0
            self._parts.append(Part(mode.stem, script, group))

    def ask(self, text: str) -> str:
        """What the pipeline makes of one escaped text, whatever it was asked before.

        Raises:
            EngineFailed: the pipeline has died.
            EngineStuck: no answer within the time allowed.
        """
        said, until = text.encode(), time.monotonic() + self._seconds
        for place, part in enumerate(self._parts):
            said = part.ask(said, until, self._seconds)
            if part.changed:
                self._parts[place] = part.again()
                part.kill()
        return said.decode(errors="replace")

    def close(self) -> None:
        """End the programs of the pipeline and wait for them."""
        for part in self._parts:
            part.hang_up()
        until = time.monotonic() + _END_SECONDS
        if not all([part.ended(until) for part in self._parts]):
            os.killpg(self._parts[0].group, signal.SIGKILL)
            for part in self._parts:
                part.ended(until + _END_SECONDS)


def _scripts(mode: Path) -> list[str]:
    """What comes before the tagger, the tagger, and what comes after; one where there is no tagger."""
    whole = _script(mode)
    found = _TAGGER.fullmatch(whole)
    if found is None:
        return [whole]
    before, tagger, after = found.groups()
    return [part for part in (before, f"apertium-tagger -d {tagger}", after) if part and part.strip()]


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
