"""Translations made before: answered again at once, and kept when a new one is ready."""

from __future__ import annotations

from collections import OrderedDict

from msgspec.structs import replace

from nlp.tasks.translation.draft import Ask, Draft
from nlp.tasks.translation.routes.graph import Route
from wire.contracts.events import Address, Correction, Gender, Term, Translation

REMEMBERED = 4096
"""Translations kept, the longest unused thrown out first."""

_LONGEST_REMEMBERED = 1000

_Key = tuple[str, str, str, str, str, tuple[Term, ...], tuple[Correction, ...], Address | None, Gender | None]


class Remembered:
    """The last translations of one translator: the two stages that look into them and add to them."""

    def __init__(self) -> None:
        self._known: OrderedDict[_Key, Translation] = OrderedDict()

    def recall(self, drafts: list[Draft]) -> list[Draft]:
        """The stage before engines: an answer where the same was asked before."""
        return [replace(draft, answer=self._look_up(draft)) for draft in drafts]

    def keep(self, drafts: list[Draft]) -> list[Draft]:
        """The last stage: what was made is the answer."""
        for draft in drafts:
            self._add(draft)
        return [replace(draft, answer=draft.translation) for draft in drafts]

    def _look_up(self, draft: Draft) -> Translation | None:
        key = _key(draft.way, draft.ask)
        if key in self._known:
            self._known.move_to_end(key)
        return self._known.get(key)

    def _add(self, draft: Draft) -> None:
        made = draft.translation
        if made.status != "done" or len(draft.ask.text) > _LONGEST_REMEMBERED:
            return
        self._known[_key(draft.way, draft.ask)] = made
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)


def _key(route: Route, ask: Ask) -> _Key:
    return (
        route.models,
        route.languages[0],
        route.languages[-1],
        ask.organisation,
        ask.text,
        ask.terms,
        ask.memory,
        ask.address,
        ask.writer,
    )
