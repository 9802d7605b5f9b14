"""Fetching model files, for `duologue models pull`: the only place of translation that uses the network."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from nlp.engines import firefox, hub
from nlp.errors import PullFailed
from service.wire.settings import Settings

Say = Callable[[str], None]
"""Takes one line of progress, for people."""

HUB_LANGUAGE = "en"
"""Firefox models go to and from this language; other pairs are two steps."""

_DEBIAN = {
    "es": "apertium-es-pt apertium-eng-spa",
    "pt": "apertium-es-pt",
    "ca": "apertium-eng-cat",
    "fr": "apertium-fr-es",
    "it": "apertium-spa-ita",
}


def pull(settings: Settings, languages: Sequence[str], say: Say) -> None:
    """Fetch Firefox models between English and each language, and all of `settings.hub_models`.

    What is there already is not fetched again.

    Raises:
        PullFailed: something could not be fetched; the rest was tried all the same.
        SettingsError: `hub_models` cannot be read.
    """
    models = hub.parse(settings.hub_models)
    problems = [
        problem
        for language in dict.fromkeys(languages)
        if language != HUB_LANGUAGE and (problem := _firefox(settings, language, say))
    ]
    problems += [problem for model in models if (problem := _hub(settings, model, say))]
    if problems:
        raise PullFailed("\n".join(problems))


def _firefox(settings: Settings, language: str, say: Say) -> str | None:
    """What went wrong, or null."""
    from fxtranslate import discovery

    folder = firefox.folder_of_pulled(settings.models_path)
    folder.mkdir(parents=True, exist_ok=True)
    for source, target in ((HUB_LANGUAGE, language), (language, HUB_LANGUAGE)):
        say(f"firefox {source}>{target}: fetching")
        try:
            discovery.add_models(source, target, str(folder), False)
        except ValueError as error:
            return _advice(source, target, str(error))
        say(f"firefox {source}>{target}: ready")
    return None


def _advice(source: str, target: str, error: str) -> str:
    language = target if source == HUB_LANGUAGE else source
    packages = _DEBIAN.get(language)
    instead = f" Without one, on Debian: apt install apertium {packages}." if packages else ""
    return (
        f"firefox {source}>{target} could not be fetched: {error}. "
        f"This needs a network that reaches firefox.settings.services.mozilla.com.{instead}"
    )


def _hub(settings: Settings, model: hub.HubModel, say: Say) -> str | None:
    """What went wrong, or null."""
    cache = hub.folder_of_pulled(settings.models_path)
    if hub.files_of(model, cache) is not None:
        say(f"hub {model.source}>{model.target}: {model.name} is here")
        return None
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    say(f"hub {model.source}>{model.target}: fetching {model.name}")
    try:
        snapshot_download(
            model.name,
            revision=model.revision,
            cache_dir=cache,
            allow_patterns=["*.json", "*.spm", "*.safetensors", "pytorch_model.bin"],
        )
    except (OSError, HfHubHTTPError, HFValidationError, LocalEntryNotFoundError) as error:
        return (
            f"hub {model.name} could not be fetched: {error}. This needs a network that reaches "
            "huggingface.co; a folder copied from elsewhere works too: DUOLOGUE_HUB_MODELS=en-de=FOLDER"
        )
    say(f"hub {model.source}>{model.target}: ready")
    return None
