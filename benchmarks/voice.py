"""`python -m benchmarks.voice`: what voice notes cost, in an installation of its own, on real speech.

How long until a note of each length has its words, and until these are translated; how long chat messages
wait beside a transcription against without, in rounds that alternate; and how much memory the worker and
what listens have together at most. Prints a table. It takes some four minutes.
"""

from __future__ import annotations

import asyncio
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console

from benchmarks import latency
from benchmarks.__main__ import PLENTY
from benchmarks.latency import Pair, quantile
from benchmarks.texts import texts
from tests.api.bringing import TUS, encoded, part, send
from tests.files.speech import spoken
from tests.flow.installation import Installation, Speaker, until

LENGTHS = (5, 30, 120)
"""Seconds of notes."""
PAIRS, SECONDS, ROUNDS = 20, 15.0, 2
"""Who chat meanwhile, for how long, how often with and without."""
LONG = 60
"""Seconds of the note that is listened to beside them."""
PATIENCE = 900.0
LISTENER, WORKER = "service.files.hear", "work"
SAY = Console()
Figures = dict[str, float]


def note(seconds: float) -> bytes:
    """A WAV of about so many seconds in which English sentences are said, none twice."""
    lines = iter(texts(400, "en"))
    said = next(lines)
    while len(said) < 10 * seconds:  # letters that eSpeak says in a second
        said = f"{said} {next(lines)}"
    return spoken(said, "en-us")


def sent(writer: Speaker, talk: str, sound: bytes) -> dict[str, Any]:
    """The message of a voice note."""
    said = encoded(filename="voice.wav", filetype="audio/wav", voice="")
    headers = TUS | {"Upload-Length": str(len(sound)), "Upload-Metadata": said}
    begun = writer.http.post(f"/api/conversations/{talk}/files", headers=headers)
    file_id = begun.headers["location"].rpartition("/")[2]
    part(writer, file_id, 0, sound).raise_for_status()
    answer = send(writer, talk, file_id)
    message: dict[str, Any] = answer.raise_for_status().json()
    return message


def lengths(installation: Installation) -> None:
    """Print seconds from the message of a note to its words, and to their translation."""
    writer, reader, talk = latency._pair(installation, 1000)
    writer, reader = reader, writer  # who writes English
    sent(writer, talk, note(5))
    reader_sees(reader, talk, translated=True)  # models are loaded
    found: Figures = {}
    for seconds in LENGTHS:
        sound = note(seconds)
        message, began = sent(writer, talk, sound), time.monotonic()
        lasts = message["content"]["seconds"]
        for name in ("words", "translation"):
            reader_sees(reader, talk, translated=name == "translation")
            found[f"{lasts:.0f}_s_note_{name}_s"] = time.monotonic() - began
    tell(found)


def reader_sees(reader: Speaker, talk: str, *, translated: bool) -> None:
    """Wait until the last note has its words, or their translation."""

    def there() -> bool:
        last = reader.messages(talk)[-1]
        heard = (last["content"].get("transcript") or {}).get("state")
        assert heard in (None, "done"), heard
        return bool(heard) and (not translated or last["enrichment"]["status"] != "pending")

    until(there, PATIENCE, "words of a note")


def waits(installation: Installation) -> Figures:
    """Milliseconds that chat messages take, alone and beside a note that is listened to."""
    pairs = [latency._pair(installation, number) for number in range(PAIRS)]
    writer, _, talk = latency._pair(installation, 2000)
    sound = note(LONG)
    seen: dict[str, list[float]] = {f"{what}_{how}": [] for what in ("screen", "translation") for how in HOW}
    asyncio.run(latency._round(installation, pairs, 5.0, "warm-up", "pt"))
    for number in range(2 * ROUNDS):
        how = HOW[(number + number // 2) % 2]
        if how == "beside":
            sent(writer, talk, sound)
            until(lambda: installation.processes(LISTENER), 60, "somebody listens")
        for what, times in zip(("screen", "translation"), _chat(installation, pairs, number), strict=True):
            seen[f"{what}_{how}"] += times
        if how == "beside":
            SAY.print("still listening at the end of a round:", bool(installation.processes(LISTENER)))
            until(lambda: not installation.processes(LISTENER), PATIENCE, "it is heard")
    return {f"{name}_p95_ms": quantile(times, 0.95) for name, times in seen.items()}


def tell(found: Figures) -> None:
    """Print them."""
    for name, value in found.items():
        SAY.print(f"{name:<32}{value:>10.1f}")


HOW = ("alone", "beside")


def _chat(installation: Installation, pairs: list[Pair], number: int) -> tuple[list[float], list[float]]:
    return asyncio.run(latency._round(installation, pairs, SECONDS, f"round{number}", "pt"))


@contextmanager
def watched(installation: Installation) -> Iterator[Figures]:
    """Megabytes, in proportion where processes share them: the worker, what listens, and both at once."""
    most: Figures = dict.fromkeys(("worker_mb", "listening_mb", "together_mb"), 0.0)
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.5):
            worker, listening = (megabytes(installation.processes(one)) for one in (WORKER, LISTENER))
            now = {"worker_mb": worker, "listening_mb": listening, "together_mb": worker + listening}
            most.update({name: max(most[name], value) for name, value in now.items()})

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield most
    finally:
        over.set()
        thread.join()


def megabytes(processes: list[int]) -> float:
    """That these have together; one that has ended meanwhile has none."""
    found = 0
    for one in processes:
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        found += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return found / 1024


def main() -> None:
    """Measure, and print."""
    with tempfile.TemporaryDirectory(prefix="duo-voice-") as folder:
        installation = Installation(Path(folder) / "home", DUOLOGUE_LIMITS=PLENTY)
        installation.start()
        try:
            with watched(installation) as most:
                lengths(installation)
                tell(most)
                tell(waits(installation))
            tell(most)
        finally:
            installation.stop()


if __name__ == "__main__":
    main()
