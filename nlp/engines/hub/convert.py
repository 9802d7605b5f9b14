"""Int8 files of hub models, made once for a model, its revision and this CTranslate2, and kept."""

from __future__ import annotations

import hashlib
import logging
import os
import re
import shutil
import tempfile
import warnings
from pathlib import Path
from typing import Any

from nlp.engines.ct2 import MODEL
from nlp.engines.hub.names import HubModel
from nlp.errors import EngineFailed

log = logging.getLogger(__name__)


def folder_of_converted(models: Path) -> Path:
    """Where int8 files lie, one folder per model."""
    return models / "hub-int8"


def converted(model: HubModel, files: Path, models: Path) -> Path:
    """The folder with int8 files of a model, made now where there is none: seconds to a minute.

    Written whole or not at all: two processes that convert at once do the work twice and agree.

    Raises:
        EngineFailed, OSError: it cannot be converted, or not be written.
    """
    root = folder_of_converted(models)
    folder = root / _key(model, files)
    if (folder / MODEL).exists():
        return folder
    root.mkdir(parents=True, exist_ok=True)
    log.info("converting %s to int8", model.label)
    with tempfile.TemporaryDirectory(prefix=".making-", dir=root) as temporary:
        made = Path(temporary) / "made"
        _convert(files, made)
        try:
            made.rename(folder)
        except OSError:
            if not (folder / MODEL).exists():
                raise
    _forget(root, folder)
    return folder


def _convert(files: Path, out: Path) -> None:
    from ctranslate2.converters import TransformersConverter

    class Converter(TransformersConverter):  # type: ignore[misc]
        def load_tokenizer(self, *args: Any, **more: Any) -> Any:
            return _with_languages(super().load_tokenizer(*args, **more))

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*sacremoses")
        try:
            Converter(str(files)).convert(str(out), quantization="int8")
        except Exception as error:  # broken weights are answered with a dozen kinds
            raise EngineFailed(f"{files} cannot be converted to int8: {error}") from error


def _with_languages(tokenizer: Any) -> Any:
    """The tokenizer of M2M100 leaves its languages out of its vocabulary, since transformers 5."""
    known, languages = tokenizer.get_vocab(), getattr(tokenizer, "lang_token_to_id", {})
    if not languages.keys() <= known.keys():
        whole = {**known, **languages}
        tokenizer.get_vocab = lambda: whole
    return tokenizer


def _key(model: HubModel, files: Path) -> str:
    """A pulled model is named by its commit; files of a folder by name, size and time."""
    import ctranslate2

    state = "" if model.folder is None else "".join(map(_state, sorted(files.iterdir())))
    digest = hashlib.sha256(f"{files.resolve()}\n{state}".encode()).hexdigest()[:12]
    return f"{_plain(model.name)}--{digest}--{ctranslate2.__version__}"


def _state(path: Path) -> str:
    found = path.stat()
    return f"{path.name} {found.st_size} {found.st_mtime_ns}\n"


def _forget(root: Path, folder: Path) -> None:
    """Older conversions of the same model; whoever has one open keeps it until the end."""
    start = folder.name.split("--")[0]
    for other in root.iterdir():
        if other != folder and other.name.split("--")[0] == start:
            shutil.rmtree(other, ignore_errors=True)


def _plain(name: str) -> str:
    return re.sub(r"[^\w.]+|--+", "-", name.replace(os.sep, "-")).strip("-")
