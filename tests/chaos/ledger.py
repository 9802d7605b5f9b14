"""What clients were told, kept in a file so that a later run goes on with it, and what became of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import IO

import msgspec

from benchmarks.texts import texts

NOTE = "só para nós"
"""Words of every note, and of nothing else."""
_LINES = {"pt": list(texts(200, "pt")), "en": list(texts(200, "en"))}


class Said(msgspec.Struct, frozen=True, array_like=True):
    """A message that was acknowledged. `number` counts what its author has said there."""

    talk: str
    author: str
    number: int
    client_id: str
    seq: int
    kind: str = "text"
    """"text", "note" or "file"."""


class Seen(msgspec.Struct, frozen=True):
    """A message as one side reads it."""

    client_id: str
    """Like no other in the whole installation."""
    seq: int
    text: str
    status: str
    kind: str = "text"
    file_id: str | None = None
    id: str = ""


def text_of(client_id: str, language: str, *, note: bool = False, common: bool = False) -> str:
    """What a message says. It is like no other and ends with its `client_id`, but for a `common` one, which
    others say as well."""
    lines = _LINES.get(language, _LINES["en"])
    said = _common(client_id, lines) if common else f"{_common(client_id, lines)} #{client_id}"
    return f"{NOTE}: {said}" if note else said


def bytes_of(client_id: str) -> bytes:
    """A file of some kilobytes that is like no other."""
    return f"{client_id}\n".encode() * (20 + int(client_id.rpartition(".")[2]) % 400)


class Ledger:
    """Acknowledgements, one a line of a file; counts of what was done; and faults that were found."""

    def __init__(self, path: Path | None = None) -> None:
        self.said: dict[str, list[Said]] = defaultdict(list)
        self.done: Counter[str] = Counter()
        """What the weather did, and how often clients had to ask again."""
        self.faults: Counter[str] = Counter()
        for one in _read(path):
            self.said[one.talk].append(one)
        self.before = len(self)
        self._file = _opened(path) if path else None

    def __len__(self) -> int:
        return sum(map(len, self.said.values()))

    def acknowledge(self, one: Said) -> None:
        """A client was told that this is kept."""
        self.said[one.talk].append(one)
        if self._file is not None:
            self._file.write(msgspec.json.encode(one) + b"\n")
            self._file.flush()

    def next_number(self, talk: str, author: str) -> int:
        """The first number that this author has not used there, as far as is known here."""
        return 1 + max((one.number for one in self.said[talk] if one.author == author), default=0)

    def fault(self, name: str, count: int = 1) -> None:
        """Something is wrong, so many times."""
        if count:
            self.faults[name] += count

    def check(self, talk: str, found: list[Seen], *, whole: bool = True) -> None:
        """Hold a conversation, as one side reads it, to what its authors were told.

        Args:
            whole: notes are among them: this is who answers for the organisation, or a direct conversation.
        """
        said = [one for one in self.said[talk] if whole or one.kind != "note"]
        seen = Counter(one.client_id for one in found)
        place = {one.client_id: one for one in found}
        self.fault("lost", sum(one.client_id not in seen for one in said))
        self.fault("doubled", sum(count - 1 for count in seen.values()))
        self.fault("out of order", sum(map(_inversions, _by_author(said, place))))
        self.fault("at another place than was said", sum(_moved(one, place) for one in said))
        self.fault("not as it was written", sum(not _as_written(one) for one in found))
        self.fault("not understood", sum(one.status not in ("done", "unsupported") for one in found))
        if whole:
            self.fault("gaps", sorted(one.seq for one in found) != list(range(1, len(found) + 1)))
        else:
            self.fault("notes shown", sum(one.kind == "note" or NOTE in one.text for one in found))

    def told(self) -> str:
        """Lines for people: the weather, then what is wrong, which should be nothing."""
        lines = [("acknowledged", len(self))]
        if self.before:
            lines.append(("of these before", self.before))
        lines += sorted(self.done.items())
        lines += [(name, self.faults[name]) for name in dict.fromkeys((*LOOKED_FOR, *self.faults))]
        return "\n".join(f"{name:<36}{count:>12,}" for name, count in lines)


LOOKED_FOR = (
    *("lost", "doubled", "out of order", "gaps", "at another place than was said", "not as it was written"),
    *("not understood", "not on a screen", "not in the event log", "in the event log alone", "notes shown"),
    *("files lost", "files without a row", "never answered", "errors of ours", "parts not well"),
)
"""Each is told, also where there was none."""


def _common(client_id: str, lines: list[str]) -> str:
    return lines[int(client_id.rpartition(".")[2]) % len(lines)]


def _as_written(one: Seen) -> bool:
    """It names itself, or it is the line that its number stands for, in the language of one of both."""
    if one.client_id in one.text:
        return True
    return one.text.removeprefix(f"{NOTE}: ") in {_common(one.client_id, lines) for lines in _LINES.values()}


def _read(path: Path | None) -> Iterator[Said]:
    """Lines of an earlier run; one that was cut off was not yet acted upon."""
    decoder = msgspec.json.Decoder(Said)
    for line in path.read_bytes().splitlines() if path and path.exists() else ():
        try:
            yield decoder.decode(line)
        except msgspec.DecodeError:
            continue


def _opened(path: Path) -> IO[bytes]:
    """To write at its end; what was cut off stays a line of its own."""
    file = path.open("ab")
    if file.tell() and not path.read_bytes().endswith(b"\n"):
        file.write(b"\n")
    return file


def _by_author(said: Iterable[Said], place: dict[str, Seen]) -> Iterator[list[int]]:
    """Of each author the places of what they said, in the order in which they said it."""
    found: dict[str, list[Said]] = defaultdict(list)
    for one in said:
        if one.client_id in place:
            found[one.author].append(one)
    for mine in found.values():
        mine.sort(key=lambda one: one.number)
        yield [place[one.client_id].seq for one in mine]


def _inversions(seqs: list[int]) -> int:
    return sum(a >= b for a, b in pairwise(seqs))


def _moved(one: Said, place: dict[str, Seen]) -> bool:
    there = place.get(one.client_id)
    return there is not None and there.seq != one.seq
