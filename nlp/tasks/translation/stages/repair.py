"""What can be put back of what a translation lost is put back; corrections and words of people stay."""

from __future__ import annotations

from msgspec.structs import replace

from nlp.tasks.translation.draft import Draft
from nlp.tasks.translation.integrity import repaired
from nlp.tasks.translation.knowledge import memory
from wire.contracts.events import Translation


def repair(drafts: list[Draft]) -> list[Draft]:
    """The stage."""
    return [replace(draft, made=_whole(draft, draft.translation)) for draft in drafts]


def _whole(draft: Draft, made: Translation) -> Translation:
    if made.text is None or (made.engine or "").startswith(memory.NAME):
        return made
    settled = [one for term in draft.ask.terms for one in (term.source, term.target or "")]
    return replace(made, text=repaired(draft.source, draft.ask.text, made.text, settled))
