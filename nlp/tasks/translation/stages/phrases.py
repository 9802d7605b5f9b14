"""What the phrasebook knows of each clause: engines get the rest."""

from __future__ import annotations

import re

from msgspec.structs import replace

from nlp.tasks.translation.address.between import PIVOT
from nlp.tasks.translation.address.writer import of_writer, tells
from nlp.tasks.translation.draft import Draft, Said
from nlp.tasks.translation.layout.pieces import is_spoken
from nlp.tasks.translation.surface.addressed import addressed
from nlp.tasks.translation.surface.phrasebook import phrasebook

_I = re.compile(r"I\b")


def phrases(drafts: list[Draft]) -> list[Draft]:
    """The stage: each clause that several drafts have in common is looked up once."""
    clauses = {clause for draft in drafts for clause in _clauses(draft)}
    said = {clause: what_is_known(*clause[:3], formal=clause[3]) for clause in clauses}
    return [
        replace(draft, said=tuple(_by_writer(draft, clause[2], said[clause]) for clause in _clauses(draft)))
        for draft in drafts
    ]


def _by_writer(draft: Draft, clause: str, said: Said) -> Said:
    """With "obrigada" where a woman wrote what English does not tell; elsewhere engines say it."""
    gender = draft.manner.writer
    if gender is None or not (said.known or said.after):
        return said
    if draft.target == PIVOT:
        known, after = (of_writer(one, gender, None) for one in (said.known, said.after))
        return replace(said, known=known, after=after)
    through = what_is_known(draft.source, PIVOT, clause)
    return Said("", clause) if tells(f"{through.known} {through.after}") else said


def _clauses(draft: Draft) -> list[tuple[str, str, str, bool]]:
    """Source, target, text, and whether the reader is spoken to formally."""
    return [(draft.source, draft.target, text, draft.formal) for text in draft.prepared.spoken]


def what_is_known(source: str, target: str, clause: str, *, formal: bool = False) -> Said:
    """What the phrasebook knows of a clause, whole, as its opening or as its end. Primary subtags."""
    whole = phrasebook().look_up(source, target, clause, formal=formal)
    if whole is not None:
        return Said(whole, "")
    named, rest = addressed(source, target, clause)
    if named and not is_spoken(rest):
        return Said(named + rest, "")
    known, rest = phrasebook().opening(source, target, rest, formal=formal)
    known = named + known
    last = phrasebook().look_up(source, target, rest, formal=formal) if known else None
    lower = known.rstrip().endswith(",") and _I.match(rest) is not None
    if last is not None:
        return Said(known + (last[:1].lower() + last[1:] if lower else last), "")
    if not is_spoken(rest):
        return Said("", clause)
    body, after = phrasebook().closing(source, target, rest, formal=formal)
    return Said(known, body, lower, after) if is_spoken(body) else Said(known, rest, lower)
