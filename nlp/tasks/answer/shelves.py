"""Where a worker gets articles from."""

from __future__ import annotations

from typing import Protocol

from wire.contracts.shelf import Shelf


class Shelves(Protocol):
    """Articles by organisation. Never raises, never waits long: what cannot be had is not there."""

    def get(self, organisation_id: str, known: int | None) -> Shelf | None:
        """What there is, where it is not of the `rev` that is known; null: it is, or there is none."""
        ...


class NoShelves:
    """For one process by itself."""

    def get(self, organisation_id: str, known: int | None) -> Shelf | None:
        """Nothing."""
        return None
