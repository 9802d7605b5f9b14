"""Engine `hub`: Marian, M2M100 and NLLB models of Hugging Face, by name or folder.

Run by CTranslate2 in int8, or by transformers in 32 bits. Never downloads while serving: what a name
stands for must have been pulled before.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from nlp.engines.alphabet import EVERYTHING, Alphabet
from nlp.engines.base import Edge, Rendering
from nlp.engines.ct2 import BEAM
from nlp.engines.hub.alphabet import alphabet_of
from nlp.engines.hub.convert import converted
from nlp.engines.hub.models import LoadedModel, load
from nlp.engines.hub.names import HubModel, files_of, folder_of_pulled, parse
from nlp.engines.hub.pieces import BATCH, Said, by_sentences
from nlp.engines.loaded import Key, Pool
from nlp.errors import EngineMissing

__all__ = ["BATCH", "NAME", "HubEngine", "HubModel", "files_of", "folder_of_pulled", "parse"]

NAME = "hub"
USUAL_QUALITY = 70.0
"""Above every other engine: whoever names a model for a pair wants it used."""
QUALITY_OF_MANY = 54.0
"""A model of many languages fills gaps: below a model for the pair alone, above rules."""
COST = 0.120


class HubEngine:
    """Models by name. Loaded at first use and kept by `pool`; `threads` is for the whole process.

    `int8` false runs every model in 32 bits by transformers.
    """

    name = NAME

    def __init__(
        self,
        entries: Sequence[str],
        models: Path,
        threads: int,
        pool: Pool | None = None,
        *,
        int8: bool = True,
        beam: int = BEAM,
    ) -> None:
        """Raises SettingsError where an entry cannot be read."""
        known = parse(entries)
        several = {pair: one for one in known if one.languages for pair in one.pairs}
        self._models = several | {one.pairs[0]: one for one in known if not one.languages}
        self._folder, self._threads, self._pool = models, threads, pool or Pool()
        self._int8, self._beam = int8, beam

    def edges(self) -> tuple[Edge, ...]:
        """Configured pairs whose files are on this machine."""
        here = {one for one in set(self._models.values()) if self._files(one) is not None}
        return tuple(
            _edge(pair, model) for pair, model in sorted(self._models.items(), key=_first) if model in here
        )

    def alphabet(self, source: str, target: str) -> Alphabet:
        """What its vocabularies hold; everything where they lie in no file that is known."""
        files = self._files(self._model(source, target))
        return EVERYTHING if files is None else alphabet_of(files)

    def translate(self, source: str, target: str, texts: Sequence[str]) -> list[Rendering]:
        """Line breaks and outer blanks stay; between them, sentence by sentence, in batches."""
        model = self._model(source, target)

        def batch(sentences: list[str], room: int) -> list[Said]:
            return self._loaded(model, target).translate(source, target, sentences, room, self._beam)

        done = by_sentences(texts, batch)
        return [Rendering(text=one.text, engine=NAME, model=model.label, score=one.score) for one in done]

    def close(self) -> None:
        """Free the models."""
        self._pool.drop(NAME)

    def _model(self, source: str, target: str) -> HubModel:
        model = self._models.get((source, target))
        if model is None:
            raise EngineMissing(f"no hub model for {source}>{target}: name one in DUOLOGUE_HUB_MODELS")
        return model

    def _files(self, model: HubModel) -> Path | None:
        return files_of(model, folder_of_pulled(self._folder))

    def _loaded(self, model: HubModel, target: str) -> LoadedModel:
        files = self._files(model)
        if files is None:
            raise EngineMissing(f"{model.label} is not here: run `duologue models pull {target}`")
        int8 = partial(converted, model, files, self._folder) if self._int8 else None
        return self._pool.get(Key(NAME, model.label), lambda: load(files, self._threads, int8))


def _first(item: tuple[tuple[str, str], HubModel]) -> tuple[str, str]:
    return item[0]


def _edge(pair: tuple[str, str], model: HubModel) -> Edge:
    return Edge(
        source=pair[0],
        target=pair[1],
        engine=NAME,
        model=model.label,
        quality=QUALITY_OF_MANY if model.languages else USUAL_QUALITY,
        cost=COST,
    )
