"""The bare engines in a tight loop, in a process of their own: the limit that the worker is held against.

Prints one JSON line: messages a second for translation alone, and for translation followed by embedding.
"""

from __future__ import annotations

import json
import sys
import time

from benchmarks.texts import mixed
from nlp.encoder.embedding import Embedder
from nlp.engines.firefox.engine import FirefoxEngine
from wire.contracts.settings import Settings


def main(count: int) -> None:
    settings = Settings.load()
    engine, embedder = FirefoxEngine(settings.models_path), Embedder(threads=settings.worker_threads)
    rows = mixed(count)
    for source, target in (("en", "pt"), ("pt", "en")):
        engine.translate(source, target, ["Warm up."])
    embedder.embed(["Warm up."])

    began = time.perf_counter()
    for text, source, target in rows:
        engine.translate(source, target, [text])
    translated = time.perf_counter() - began
    embedder.embed([text for text, _, _ in rows])
    both = time.perf_counter() - began
    print(json.dumps({"translation": count / translated, "translation_and_embedding": count / both}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
