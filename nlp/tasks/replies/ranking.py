"""From what a turn probably is to the few replies worth showing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nlp.tasks.replies.next import After
from nlp.tasks.replies.phrases import ReplySet

MOST = 3
"""Replies offered at once."""

SPEAK_FROM = 0.28
"""Least support of the best reply, 0 to 1: chosen by reading what is said to turns the set never saw."""

SPEAK_FROM_NEXT = 0.6
"""Probability of the three likeliest replies together of being said next that is enough without a situation:
from there on one of them was right under three in five turns of small talk that nothing was learnt from."""

UNHEARD = 0.05
"""Share that situations keep under turns that sound like the dialogues learnt from: talk is wider."""

SURE_FROM, SURE = 0.9, 0.5
"""Support of a situation from which it keeps more of its share, and how much more where there is no doubt:
what people say to a machine after "Ok" is no guide to what friends say."""

QUIET_FROM = 0.3
"""Probability of all quiet kinds together from which nothing is said."""

GUARD_FROM = 0.12
"""Probability of a guarded quiet kind from which nothing is said, whatever else the turn may be."""

LATER = (1.0, 0.95, 0.9, 0.85, 0.8)
"""Weight of the first, second … reply of a situation."""

SAME_STANCE = 0.4
"""Weight of a reply when one of its stance was chosen already."""

WORTH = 0.1
"""Least support of a further reply, as a share of the first one's."""

Row = NDArray[np.float32]


class Ranking:
    """Chooses among the replies of one set."""

    def __init__(self, phrases: ReplySet) -> None:
        numbers = {reply.id: number for number, reply in enumerate(phrases.replies)}
        self._stances = [reply.stance for reply in phrases.replies]
        self._situations = len(phrases.situations)
        self._guards = [
            self._situations + number for number, quiet in enumerate(phrases.quiets) if quiet.guard
        ]
        self._fits = np.zeros((self._situations, len(numbers)), dtype=np.float32)
        for row, situation in enumerate(phrases.situations):
            for weight, reply_id in zip(LATER, situation.replies, strict=False):
                self._fits[row, numbers[reply_id]] = weight

    def choose(self, chances: Row, wanted: Row, after: After) -> list[int]:
        """Numbers of up to MOST replies, best first; none where being quiet is better.

        Args:
            chances: probability of each kind, as `Head.chances` gives them.
            wanted: per reply, 0 (just said) to 1 (not said yet).
            after: what is said next after such a turn, as far as that was learnt.
        """
        of_situations = self._support(chances, wanted)
        known = of_situations.max() >= SPEAK_FROM
        if self._keeps_quiet(chances) or not (known or np.sort(after.said)[-MOST:].sum() >= SPEAK_FROM_NEXT):
            return []
        support = self.support(chances, wanted, after)
        return self._with_others(int(support.argmax()), support)

    def support(self, chances: Row, wanted: Row, after: After) -> Row:
        """How well each reply fits, 0 to 1: (replies,). Arguments as of `choose`.

        The more a turn is like ours the more its situation counts, and the less what was said in recorded
        dialogues.
        """
        of_situations = self._support(chances, wanted)
        sure = max(0.0, float(of_situations.max()) - SURE_FROM) / (1 - SURE_FROM)
        share = min(after.ours + UNHEARD + SURE * sure, 1.0)
        return np.asarray(after.said * wanted + share * of_situations, dtype=np.float32)

    def _support(self, chances: Row, wanted: Row) -> Row:
        return np.asarray((chances[: self._situations] @ self._fits) * wanted, dtype=np.float32)

    def guarded(self, chances: Row) -> bool:
        """Whether nothing at all may be offered: the turn may be of a kind after which a reply does harm."""
        return any(chances[guard] >= GUARD_FROM for guard in self._guards)

    def _keeps_quiet(self, chances: Row) -> bool:
        return float(chances[self._situations :].sum()) >= QUIET_FROM or self.guarded(chances)

    def _with_others(self, first: int, support: Row) -> list[int]:
        chosen, left = [first], support.copy()
        while len(chosen) < MOST:
            left[chosen[-1]] = 0
            for number, stance in enumerate(self._stances):
                if stance == self._stances[chosen[-1]]:
                    left[number] *= SAME_STANCE
            best = int(left.argmax())
            if left[best] < WORTH * support[first]:
                break
            chosen.append(best)
        return chosen
