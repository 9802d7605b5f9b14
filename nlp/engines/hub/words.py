"""Text to tokens and back for each kind of model: who says the language wanted where, and how."""

from __future__ import annotations

import json
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from nlp.engines.ct2 import LONGEST_INPUT
from nlp.engines.hub.codes import named_by
from nlp.errors import EngineFailed

KINDS = ("marian", "m2m_100")
"""`model_type` in config.json; NLLB models are of the second."""


class Words(Protocol):
    """The tokenizer of one model."""

    tokenizer: Any

    def source(self, source: str, target: str, texts: Sequence[str]) -> list[list[str]]:
        """Tokens of each text as the encoder wants them."""
        ...

    def first(self, target: str) -> tuple[str, ...]:
        """Tokens that every output begins with."""
        ...


def read_words(folder: Path) -> Words:
    """The tokenizer in a folder. Raises EngineFailed where there is none that engine `hub` knows."""
    from transformers import AutoTokenizer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    kind = kind_of(folder)
    try:
        with warnings.catch_warnings():  # sacremoses would only unify quotation marks; not worth a dependency
            warnings.filterwarnings("ignore", message=".*sacremoses")
            tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    except Exception as error:  # transformers answers a wrong folder with a dozen kinds
        raise EngineFailed(f"{folder} has no tokenizer that can be read: {error}") from error
    return MarianWords(tokenizer) if kind == "marian" else ManyWords(tokenizer)


def kind_of(folder: Path) -> str:
    """`model_type` of the model in a folder. Raises EngineFailed where it is none of KINDS."""
    try:
        config: dict[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EngineFailed(f"{folder} is not a model that can be read: {error}") from error
    kind = str(config.get("model_type", "unknown"))
    if kind not in KINDS:
        raise EngineFailed(f"{folder} is not a Marian, M2M100 or NLLB model: its type is {kind}")
    return kind


class MarianWords:
    """Marian: a model for several targets is told by a word before the text, `>>por<<`; others by nothing."""

    def __init__(self, tokenizer: Any) -> None:
        self.tokenizer = tokenizer
        self._tags = frozenset(one for one in tokenizer.get_vocab() if one.startswith(">>"))

    def source(self, source: str, target: str, texts: Sequence[str]) -> list[list[str]]:
        """The tag, where the model has tags, and the pieces. Raises EngineFailed for a target without one."""
        tag = named_by(target, self._tags, ">>{}<<")
        if self._tags and tag is None:
            raise EngineFailed(f"the model has no tag for {target}; it has {_some(self._tags)}")
        return _tokens(self.tokenizer, [f"{tag} {text}" if tag else text for text in texts])

    def first(self, target: str) -> tuple[str, ...]:
        """Nothing: the tag said it."""
        return ()


class ManyWords:
    """M2M100 and NLLB: the source language goes with the text, the target's is the first output token."""

    def __init__(self, tokenizer: Any) -> None:
        self.tokenizer = tokenizer
        codes = getattr(tokenizer, "lang_code_to_token", None)
        self._codes: dict[str, str] = dict(codes) if codes else {one: one for one in _special(tokenizer)}

    def source(self, source: str, target: str, texts: Sequence[str]) -> list[list[str]]:
        """Raises EngineFailed for a language that the model does not know."""
        self.tokenizer.src_lang = self._code(source)
        return _tokens(self.tokenizer, texts)

    def first(self, target: str) -> tuple[str, ...]:
        """The target language. Raises EngineFailed where the model does not know it."""
        return (self._codes[self._code(target)],)

    def _code(self, language: str) -> str:
        code = named_by(language, self._codes)
        if code is None:
            raise EngineFailed(f"the model does not know {language}; it knows {_some(self._codes)}")
        return code


def _tokens(tokenizer: Any, texts: Sequence[str]) -> list[list[str]]:
    numbers = tokenizer(list(texts), truncation=True, max_length=LONGEST_INPUT)["input_ids"]
    return [tokenizer.convert_ids_to_tokens(row) for row in numbers]


def _special(tokenizer: Any) -> list[str]:
    return [str(one) for one in tokenizer.all_special_tokens if "_" in str(one)]


def _some(names: Sequence[str] | frozenset[str] | dict[str, str]) -> str:
    return ", ".join(sorted(names)[:12]) + (" …" if len(names) > 12 else "")
