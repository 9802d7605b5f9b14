"""How well a text fits each language: character statistics of `py3langid`, made calm enough to trust."""

from __future__ import annotations

import math
from typing import Any

FLAT = 4.0
"""Log-likelihoods are divided by sqrt(bytes) / FLAT: the library counts overlapping pieces of a text as if
each were new evidence. Chosen on 700 sentences per language and length; models/README.md has the table."""

COMMON = "en pt es fr de it nl ru zh ja ar tr pl ko id vi hi uk"
LESS_COMMON = "ca sv da nb fi cs ro hu el he fa bg th sk hr ur bn"
RARE = "gl eu sr sl lt lv et sq mk be bs is ga cy af ms tl sw az ka hy mr ne gu ta te kn ml mt nn eo"

WEIGHT = {
    **dict.fromkeys(COMMON.split(), 1.0),
    **dict.fromkeys(LESS_COMMON.split(), 0.4),
    **dict.fromkeys(RARE.split(), 0.08),
}
"""How often a language is met before anything is known of a speaker."""

LANGUAGES = frozenset(WEIGHT)
"""Everything that detection can answer."""

RENAMED = {"no": "nb"}
"""The library's name of a language, and ours."""


class Likelihoods:
    """Log-likelihood of a text in each of LANGUAGES. Loads 65 MB in half a second; no network."""

    def __init__(self) -> None:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier

        known = (LANGUAGES - set(RENAMED.values())) | set(RENAMED)
        self._identifier: Any = LanguageIdentifier.from_model_file(MODEL_FILE)
        self._identifier.set_languages(known & set(self._identifier.labels))
        self._identifier._full_model = None  # 19 MB, to choose other languages from: nobody will

    def of(self, text: str) -> dict[str, float]:
        """Log-likelihood by language, the best at 0. Text should be `script.plain`."""
        calm = FLAT / math.sqrt(max(len(text.encode()), FLAT**2))
        ranked = self._identifier.rank(text)
        best = ranked[0][1]
        return {RENAMED.get(name, name): (score - best) * calm for name, score in ranked}
