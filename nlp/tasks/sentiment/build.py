"""Which model says how messages feel: ours, or one of Hugging Face that the settings name."""

from __future__ import annotations

import logging
from pathlib import Path

from nlp.encoder.similarity import Similarity
from nlp.errors import EngineFailed, EngineMissing
from nlp.tasks.sentiment.hub import build_hub
from nlp.tasks.sentiment.own import build_own
from nlp.tasks.sentiment.sentiments import Scorer, Sentiments
from wire.contracts.settings import Settings

log = logging.getLogger(__name__)

OWN = "own"


def build_scorer(
    settings: Settings, pages: Path | None = None, similarity: Similarity | None = None
) -> Scorer:
    """The model of `settings.sentiment_model`; ours, with a warning, where that one is not here.

    Raises:
        EngineMissing: ours cannot be had either.
        SettingsError: the setting names no model.
    """
    if settings.sentiment_model != OWN:
        try:
            return build_hub(settings)
        except (EngineMissing, EngineFailed) as error:
            log.warning("our own sentiment model serves instead: %s", error)
    return build_own(pages=pages, similarity=similarity)


def build_sentiments(
    settings: Settings, pages: Path | None = None, similarity: Similarity | None = None
) -> Sentiments:
    """Sentiments by the model of the settings; `pages`: folder of what encoders share; `similarity`: the
    quick encoder, where there is one. Raises as `build_scorer`."""
    return Sentiments(build_scorer(settings, pages, similarity))
