"""What may be wrong is translated in other ways too, and the best of them is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from nlp.tasks.translation.choice.chooser import Candidate, Choosing
from nlp.tasks.translation.choice.rivals import Rivals
from nlp.tasks.translation.draft import Draft, Stage
from nlp.tasks.translation.knowledge import memory

SURE = 0.6
"""Confidence from which one step is left as it is: most of these are right, and each other try costs."""

SURE_OF_MORE = 0.65
"""The same where a route has several steps: below it choosing gains most, for a fifth of the tries. Seen on
the 900 sentences that trial weights were fitted to, and with support chats in view: expect less elsewhere."""

LONGEST = 400
"""Characters; a longer text would keep others waiting."""

Made = Callable[[list[Draft]], list[Draft]]
"""Drafts from the phrasebook to the confidence."""


def choose(choosing: Choosing | None, rivals: Rivals, made: Made) -> Stage:
    """The stage; without somebody to choose, everything stays."""

    def chosen(drafts: list[Draft]) -> list[Draft]:
        if choosing is None:
            return drafts
        wanted = [rivals.of(draft) if _doubtful(draft) else [] for draft in drafts]
        done = iter(made([rival for some in wanted for rival in some]))
        return [
            _best(choosing, draft, [next(done) for _ in some])
            for draft, some in zip(drafts, wanted, strict=True)
        ]

    return chosen


def _doubtful(draft: Draft) -> bool:
    made = draft.translation
    if not draft.outcomes or made.text is None or len(draft.ask.text) > LONGEST:
        return False
    if (made.engine or "").startswith(memory.NAME):
        return False
    sure = SURE if len(draft.way.edges) == 1 else SURE_OF_MORE
    return made.confidence is None or made.confidence < sure


def _best(choosing: Choosing, draft: Draft, rivals: Sequence[Draft]) -> Draft:
    """The draft, with what is shown of it. Its route stays: by that it is found again."""
    found = [draft, *(one for one in rivals if one.made is not None and one.made.text is not None)]
    if len(found) == 1:
        return draft
    candidates = [
        Candidate(
            text=one.translation.text or "",
            confidence=one.translation.confidence,
            quality=one.way.quality,
            usual=one is draft,
        )
        for one in found
    ]
    return replace(draft, made=found[choosing.choose(candidates)].translation)
