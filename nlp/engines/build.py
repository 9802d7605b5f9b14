"""All translation engines of this machine, in one place: the translator, the doctor and `routes` ask here."""

from __future__ import annotations

from nlp.engines.apertium.engine import ApertiumEngine
from nlp.engines.base import TranslationEngine
from nlp.engines.firefox.engine import FirefoxEngine
from nlp.engines.hub.engine import HubEngine
from nlp.engines.loaded import Pool
from nlp.engines.own.engine import OwnEngine
from nlp.engines.remote.engine import RemoteEngine
from wire.contracts.settings import Settings

NOTES = "memory.json"
"""File in the models folder: what each model took when it was last loaded."""


def build_engines(settings: Settings) -> tuple[TranslationEngine, ...]:
    """Every engine, all sharing one pool of models. Loads no model.

    Raises:
        SettingsError: a setting of an engine cannot be used; the text says what to write.
    """
    pool = Pool(settings.loaded_models, settings.models_path / NOTES)
    remote = (RemoteEngine(settings),) if settings.remote_url else ()
    return (
        FirefoxEngine(settings.models_path, pool),
        ApertiumEngine(),
        HubEngine(
            settings.hub_models,
            settings.models_path,
            settings.worker_threads,
            pool,
            int8=settings.hub_int8,
        ),
        OwnEngine(settings.models_path, settings.worker_threads, pool),
        *remote,
    )
