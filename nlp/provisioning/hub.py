"""Fetching models of Hugging Face into the cache of engine `hub`."""

from __future__ import annotations

from collections.abc import Callable

from nlp.engines.hub import engine as hub
from wire.contracts.settings import Settings


def pull_hub(settings: Settings, model: hub.HubModel, say: Callable[[str], None]) -> str | None:
    """What went wrong, or null."""
    cache = hub.folder_of_pulled(settings.models_path)
    if hub.files_of(model, cache) is not None:
        say(f"hub {model.span}: {model.name} is here")
        return None
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    say(f"hub {model.span}: fetching {model.name}")
    try:
        snapshot_download(
            model.name,
            revision=model.revision,
            cache_dir=cache,
            allow_patterns=["*.json", "*.spm", "*.model", "*.safetensors", "pytorch_model.bin"],
        )
    except (OSError, HfHubHTTPError, HFValidationError, LocalEntryNotFoundError) as error:
        return (
            f"hub {model.name} could not be fetched: {error}. This needs a network that reaches "
            "huggingface.co; a folder copied from elsewhere works too: DUOLOGUE_HUB_MODELS=en-de=FOLDER"
        )
    say(f"hub {model.span}: ready")
    return None
