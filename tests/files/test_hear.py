"""What is made of what a model hears: in which language, when it is marked, and when it is nothing at all.

The model is a stand-in that hears what a case says; the real one is asked in tests/flow/test_voice.py.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from service.files import hear


class Model:
    """Hears stretches of (text, mean logarithm of probability, no speech, repetition) in a language."""

    supported_languages = ("en", "pt", "pl")

    def __init__(self, language: str, sure: float, *stretches: tuple[str, float, float, float]) -> None:
        self.heard, self.stretches, self.asked = (language, sure, []), stretches, ""

    def detect_language(self, _: object, **__: object) -> tuple[str, float, list[Any]]:
        return self.heard

    def transcribe(self, _: object, *, language: str, **__: object) -> tuple[list[Any], None]:
        self.asked = language
        return [
            SimpleNamespace(
                text=text, start=float(at), end=at + 1.0, avg_logprob=chance, no_speech_prob=silent,
                compression_ratio=repeats,
            )
            for at, (text, chance, silent, repeats) in enumerate(self.stretches)
        ], None  # fmt: skip


CLEAR = (-0.1, 0.0, 1.2)
DOUBTED = (-1.2, 0.9, 1.2)


@pytest.mark.parametrize(
    ("model", "language", "text", "rough"),
    [
        (Model("pt", 0.9, (" Bom dia", *CLEAR)), "pt", "Bom dia", False),
        (Model("en", 0.9, (" Good morning", *CLEAR)), "en", "Good morning", False),  # not what they write
        (Model("en", 0.4, (" Bom dia", *CLEAR)), "pt", "Bom dia", False),  # too unsure to go before it
        (Model("pl", 0.9, (" Dzień dobry", *CLEAR)), "pl", "Dzień dobry", True),  # the model is bad at it
        (Model("pt", 0.9, (" Bom dia", -0.9, 0.0, 1.2)), "pt", "Bom dia", True),  # unsure of its words
        (Model("pt", 0.9, (" Bom dia", *CLEAR), (" Obrigado.", *DOUBTED)), "pt", "Bom dia", False),
    ],
    ids=["plain", "another language", "unsure which", "bad at it", "unsure", "a stretch that is no speech"],
)
def test_in_which_language_and_how_surely(monkeypatch, model, language, text, rough):
    monkeypatch.setattr(hear, "_model", lambda: model)
    found = hear._said(b"", "pt")
    assert (found["state"], found["language"], found["text"], found["rough"]) == (
        "done",
        language,
        text,
        rough,
    )
    assert model.asked == language and 0 < float(str(found["confidence"])) <= 1


@pytest.mark.parametrize(
    "stretches",
    [(), ((" ...", *CLEAR),), ((" Thanks for watching!", *DOUBTED),), ((" la la la la", -0.1, 0.0, 9.0),)],
    ids=["nothing", "no letter", "made up of silence", "repeats"],
)
def test_of_silence_no_words_are_made(monkeypatch, stretches):
    monkeypatch.setattr(hear, "_model", lambda: Model("pt", 0.9, *stretches))
    assert hear._said(b"", "pt") == {"state": "silent", "engine": hear.ENGINE}
