"""Engine `apertium`: translation by rules, where Debian's packages are installed.

One pipeline per pair is kept open. A text goes in with a zero byte after it, and so comes its
translation: a millisecond or two each. A pipeline that dies or stalls is ended and started anew.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from nlp.engines.alphabet import Alphabet
from nlp.engines.apertium.agreement import agreed
from nlp.engines.apertium.alphabet import alphabet_of
from nlp.engines.apertium.pipeline import Pipeline
from nlp.engines.apertium.repairs import repaired
from nlp.engines.base import Edge, Rendering
from nlp.errors import EngineFailed, EngineMissing

NAME = "apertium"
USUAL_QUALITY = 40.0
COST = 0.002
ROUGH_TARGETS = frozenset({"fr", "it"})
_NAMES = (
    "eng en, spa es, cat ca, por pt, fra fr, ita it, deu de, glg gl, oci oc, ron ro, arg an, srd sc, eus eu, "
    "isl is, mkd mk, bul bg, swe sv, dan da, nob nb, nno nn, afr af, nld nl, ind id, zlm ms, rus ru, ukr uk, "
    "bel be, urd ur, hin hi, epo eo, slv sl, bre br"
)
_CODES = dict(name.split() for name in _NAMES.split(", "))
_MODE = re.compile(r"([a-z]{2,3})-([a-z]{2,3})")

_SPECIAL = re.compile(r"([\[\]{}^$/\\<>])")
_MARKS, _WORD = re.compile(r"[*#@]"), re.compile(r"[^\W\d_]+")
_ESCAPED = re.compile(r"\\(.)|\[([^\[\]]*)\]|([*#@])(?=(\w*))", re.S)
_END = ".[]"
_LONGEST = 4000


class ApertiumEngine:
    """Rule-based translation. `modes` is the folder of `*.mode` files; found by itself when not given."""

    name = NAME

    def __init__(self, modes: Path | None = None, seconds: float = 20.0) -> None:
        self._seconds = seconds
        self._modes = dict(_find_modes(modes or modes_folder()))
        self._open: dict[tuple[str, str], Pipeline] = {}

    def edges(self) -> tuple[Edge, ...]:
        """Installed pairs. French and Italian as targets read roughly."""
        return tuple(
            Edge(
                source=pair[0],
                target=pair[1],
                engine=NAME,
                model=mode.stem,
                quality=USUAL_QUALITY,
                cost=COST,
                rough=pair[1] in ROUGH_TARGETS,
            )
            for pair, mode in sorted(self._modes.items())
        )

    def alphabet(self, source: str, target: str) -> Alphabet:
        """The letters of its dictionary; signs and words that it does not know are left as they are."""
        if (source, target) not in self._modes:
            raise EngineMissing(f"no apertium pair {source}>{target}: install Debian's `apertium-…` for it")
        return alphabet_of(self._modes[source, target])

    def translate(self, source: str, target: str, texts: Sequence[str]) -> list[Rendering]:
        """Line breaks and outer blanks stay. Unknown words are left as they are, and counted."""
        if (source, target) not in self._modes:
            raise EngineMissing(f"no apertium pair {source}>{target}: install Debian's `apertium-…` for it")
        return [self._render((source, target), text) for text in texts]

    def close(self) -> None:
        """End all pipelines."""
        while self._open:
            self._open.popitem()[1].close()

    def _render(self, pair: tuple[str, str], text: str) -> Rendering:
        model, unknown = self._modes[pair].stem, 0
        lines = []
        try:
            for line in text.split("\n"):
                done, strange = self._line(pair, line)
                lines.append(done)
                unknown += strange
        except EngineFailed as error:
            self._drop(pair)
            return Rendering(text=None, engine=NAME, model=model, problem=str(error))
        words = len(_WORD.findall(text))
        return Rendering(text="\n".join(lines), engine=NAME, model=model, words=words, unknown=unknown)

    def _line(self, pair: tuple[str, str], line: str) -> tuple[str, int]:
        core = line.strip()
        if not core:
            return line, 0
        start = line.index(core)
        before, after = line[:start], line[start + len(core) :]
        parts = [plain(self._ask(pair, part)) for part in _parts(core)]
        text = " ".join(part.strip() for part, _ in parts)
        text = agreed(core, text) if pair[1] == "fr" else text
        return before + text + after, sum(unknown for _, unknown in parts)

    def _ask(self, pair: tuple[str, str], core: str) -> str:
        if pair not in self._open:
            self._open[pair] = Pipeline(self._modes[pair], self._seconds)
        return self._open[pair].ask(repaired(pair, escaped(core), "[{}]".format))

    def _drop(self, pair: tuple[str, str]) -> None:
        pipeline = self._open.pop(pair, None)
        if pipeline is not None:
            pipeline.close()


def modes_folder() -> Path:
    """Where Debian puts the modes, or `APERTIUM_DATADIR` says."""
    return Path(os.environ.get("APERTIUM_DATADIR", "/usr/share/apertium")) / "modes"


def installed() -> bool:
    """Whether the programs are on the PATH."""
    return bool(shutil.which("apertium-wblank-mode") and shutil.which("bash"))


def escaped(text: str) -> str:
    """Text as the pipeline wants it: special characters escaped, characters that it uses as marks set aside.

    The end mark makes the last word the end of a sentence, which helps the tagger.
    """
    clean = text.replace("\0", " ").replace("\r", " ")
    return _MARKS.sub(r"[\g<0>]", _SPECIAL.sub(r"\\\1", clean)) + _END


def plain(output: str) -> tuple[str, int]:
    """The pipeline's output as text, and how many words it marked as unknown.

    Words with a digit in them are names and codes, which no dictionary has: they do not count.
    """
    unknown = 0

    def one(found: re.Match[str]) -> str:
        nonlocal unknown
        if found[3]:
            unknown += bool(found[4]) and not any(letter.isdigit() for letter in found[4])
            return ""
        return found[1] if found[1] is not None else found[2]

    text = _ESCAPED.sub(one, output.replace(_END, "", 1) if output.count(_END) == 1 else output)
    return text, unknown


def _find_modes(folder: Path) -> Iterator[tuple[tuple[str, str], Path]]:
    if not installed() or not folder.is_dir():
        return
    for mode in sorted(folder.glob("*.mode")):
        found = _MODE.fullmatch(mode.stem)
        if found:
            source, target = (_CODES.get(code, code) for code in found.groups())
            if len(source) == len(target) == 2:
                yield (source, target), mode


def _parts(core: str) -> list[str]:
    """Pieces short enough for the pipes between the programs."""
    parts = []
    while len(core) > _LONGEST:
        cut = core.rfind(" ", 1, _LONGEST)
        cut = cut if cut > 0 else _LONGEST
        parts.append(core[:cut])
        core = core[cut:].lstrip()
    return [*parts, core]
