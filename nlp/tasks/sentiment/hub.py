"""Sentiment models of Hugging Face by name: any that labels texts so, in words that we can read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nlp.encoder.wheel import Floats
from nlp.engines.hub.names import HubModel, files_of, folder_of_pulled
from nlp.errors import EngineFailed, EngineMissing
from nlp.tasks.sentiment.head import SENTIMENTS
from nlp.tasks.sentiment.own import Card
from wire.contracts.errors import SettingsError
from wire.contracts.events import SentimentLabel
from wire.contracts.settings import Settings

PREFIX = "hub:"
ENGINE = "hub"
ABSTAIN_BELOW, SURE_FROM = 0.5, 0.75
"""Nothing is known of how well such a model knows itself."""

MAX_CHARACTERS, MAX_TOKENS = 512, 128

_NAME = re.compile(r"[\w.-]+/[\w.-]+")
_STARS = re.compile(r"([1-5])\s*stars?")
_MEANINGS: Mapping[str, SentimentLabel] = {
    "positive": "positive", "pos": "positive", "label_2": "positive",
    "neutral": "neutral", "neu": "neutral", "label_1": "neutral",
    "negative": "negative", "neg": "negative", "label_0": "negative",
}  # fmt: skip
_OF_STARS: Sequence[SentimentLabel] = ("negative", "negative", "neutral", "positive", "positive")


class HubScorer:
    """One model, run by transformers. Belongs to the thread that made it."""

    engine = ENGINE
    anywhere = False
    """torch counts the threads that it may use by calling thread: elsewhere it would take all cores."""

    def __init__(self, folder: Path, label: str, threads: int) -> None:
        """Raises EngineFailed where `folder` holds no model that sorts into sentiments."""
        import torch
        from transformers import AutoModelForSequenceClassification, AutoTokenizer

        torch.set_num_threads(threads)
        try:
            self._words: Any = AutoTokenizer.from_pretrained(folder, local_files_only=True)
            self._model: Any = AutoModelForSequenceClassification.from_pretrained(
                folder, local_files_only=True, dtype=torch.float32
            )
        except Exception as error:  # transformers answers a wrong folder with a dozen kinds
            raise EngineFailed(f"{folder} is not a model that can be read: {error}") from error
        self._model.train(False)
        self._sums = meanings(self._model.config.id2label)
        self.card = Card(label, ABSTAIN_BELOW, SENTIMENTS, SURE_FROM)

    def glimpse(self, _: Sequence[str]) -> Floats | None:
        """There is no quicker look than the model's."""
        return None

    def chances(self, texts: Sequence[str]) -> Floats:
        """One row per text, in the order of SENTIMENTS."""
        import torch

        inputs = self._words(
            [text[:MAX_CHARACTERS] for text in texts],
            padding=True,
            truncation=True,
            max_length=MAX_TOKENS,
            return_tensors="pt",
        )
        with torch.no_grad():
            found = torch.softmax(self._model(**inputs).logits.float(), dim=1)
        return np.asarray(found.numpy() @ self._sums, dtype=np.float32)


def meanings(labels: Mapping[int, str]) -> Floats:
    """Which label counts for which sentiment: (labels, sentiments), 0 or 1.

    Reads positive, neutral, negative; LABEL_0 to LABEL_2, as models of tweets have them, worst first; and
    1 to 5 stars.

    Raises:
        EngineFailed: a label means none of these.
    """
    sums = np.zeros((len(labels), len(SENTIMENTS)), dtype=np.float32)
    for number, label in labels.items():
        stars = _STARS.fullmatch(label.lower())
        sentiment = _OF_STARS[int(stars[1]) - 1] if stars else _MEANINGS.get(label.lower())
        if sentiment is None or (label.lower().startswith("label_") and len(labels) != len(SENTIMENTS)):
            raise EngineFailed(
                f"label {label!r} of a sentiment model is no sentiment: {', '.join(labels.values())}"
            )
        sums[int(number), SENTIMENTS.index(sentiment)] = 1
    return sums


def named(settings: Settings) -> HubModel:
    """What `settings.sentiment_model` names. Raises SettingsError."""
    where = settings.sentiment_model.removeprefix(PREFIX)
    folder = Path(where).expanduser()
    if where and settings.sentiment_model.startswith(PREFIX) and folder.is_dir():
        return HubModel("", "", folder.name, None, folder.resolve())
    name, _, revision = where.partition("@")
    if not settings.sentiment_model.startswith(PREFIX) or not _NAME.fullmatch(name):
        raise SettingsError(
            f"DUOLOGUE_SENTIMENT_MODEL: {settings.sentiment_model!r} cannot be read; "
            "write own, hub:ORG/MODEL, hub:ORG/MODEL@REVISION or hub:FOLDER"
        )
    return HubModel("", "", name, revision or None)


def find(settings: Settings) -> Path:
    """The folder of the model that is named. Raises EngineMissing, saying what to do."""
    model = named(settings)
    folder = files_of(model, folder_of_pulled(settings.models_path))
    if folder is None:
        revision = f" --revision {model.revision}" if model.revision else ""
        raise EngineMissing(
            f"{model.label} is not here. Where there is a network: `hf download {model.name}{revision} "
            f"--cache-dir {folder_of_pulled(settings.models_path)}`; or copy its folder here and name that: "
            "hub:FOLDER"
        )
    return folder


def build_hub(settings: Settings) -> HubScorer:
    """The model that the settings name. Raises SettingsError, EngineMissing, EngineFailed."""
    return HubScorer(find(settings), named(settings).label, settings.worker_threads)
