"""What the simulation is fed with: costs that were measured, and what is assumed, each with its source."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

HERE = Path(__file__).parent
STORES = ("sqlite", "postgresql")


class Cited(Struct, frozen=True, forbid_unknown_fields=True):
    """One figure of a page: its value, what it is of, and where it stands."""

    value: float
    unit: str
    page: str
    source: str
    said: str


class Measured(Struct, frozen=True):
    """`measured.toml`: CPU ms by store, kind and process; what one process at a time does, by store."""

    machine: str
    rate: float
    cpu_ms: dict[str, dict[str, dict[str, float]]]
    alone: dict[str, dict[str, float]]
    model_load_ms: float


class Person(Struct, frozen=True, forbid_unknown_fields=True):
    """What one person does in a day."""

    messages: float
    receipts: float
    typing: float
    previews: float
    opened: float
    listed: float
    caught_up: float
    caught_up_size: float
    connected: float
    devices: float


class Conversations(Struct, frozen=True, forbid_unknown_fields=True):
    """How messages are spread over them."""

    crossing: float
    spread: float
    each: float


class Region(Struct, frozen=True, forbid_unknown_fields=True):
    """A share of the people, and their clock's hours before UTC's."""

    share: float
    zone: int


class Day(Struct, frozen=True, forbid_unknown_fields=True):
    """When people write. `hours`: weights by local hour."""

    tick: int
    hours: tuple[float, ...]
    together_until: float
    regions: tuple[Region, ...]


class Cluster(Struct, frozen=True, forbid_unknown_fields=True):
    """Machines, and how full they may be."""

    use: float
    node_cores: int
    node_gb: float
    spare_nodes: int
    replicas: int
    store_cores: int
    broker_cores: float
    laptop_cores: int
    server_cores: int
    unequal: float
    failures: float
    repaired: int
    entry_bytes: float
    kept_days: int


class Price(Struct, frozen=True, forbid_unknown_fields=True):
    """US dollars."""

    core_hour: float
    gb_month: float


class Assumed(Struct, frozen=True, forbid_unknown_fields=True):
    """`assumed.toml`."""

    person: Person
    languages: dict[str, float]
    conversations: Conversations
    day: Day
    cluster: Cluster
    price: Price


class Figures(Struct, frozen=True):
    """All of it."""

    cited: dict[str, Cited]
    measured: Measured
    assumed: Assumed

    def said(self, name: str) -> float:
        """The value of a cited figure."""
        return self.cited[name].value

    def cost(self, store: str, kind: str, part: str) -> float:
        """CPU ms that a process spends on one of a kind; 0 where it has nothing to do with it."""
        return self.measured.cpu_ms[store][kind].get(part, 0.0)


def load(folder: Path = HERE) -> Figures:
    """Read the three files. msgspec.ValidationError where one does not fit."""
    return Figures(
        _read(folder / "cited.toml", dict[str, Cited]),
        _read(folder / "measured.toml", Measured),
        _read(folder / "assumed.toml", Assumed),
    )


def _read(file: Path, kind: Any) -> Any:
    return msgspec.toml.decode(file.read_bytes(), type=kind)
