"""Names with every marked letter, every sign that people type: whole in every route, or told.

Each pair gets its own part of the cases: those of Apertium's pairs together are all; `duologue eval integrity
--full` has all of them in all routes.
"""

import pytest

from nlp.evaluation.integrity import judge
from nlp.evaluation.integrity_cases import FAMILIES, LANGUAGES, Case, cases

NEURAL = ("en>pt", "pt>en", "en>es", "fr>en")
RULES = ("es>pt", "pt>es", "es>fr", "fr>es", "es>it", "it>es", "en>ca", "ca>en", "ca>es")
SHARES = {pair: 17 for pair in NEURAL} | {pair: 7 for pair in RULES}
"""One case in so many, by primes: forms and places alternate, and none of them is always passed over."""

SEEN = {
    "Jürgen Müller is coming tomorrow.": ("Jürgen Müller",),
    "Minister Yıldızhan will speak tonight.": ("Yıldızhan",),
    "Please buy ½ kg of flour.": ("½ kg",),
    "Take 1½ tablets a day.": ("1½",),
    "It is −5 °C outside.": ("−5 °C",),
    "It costs 5 000 ₸.": ("5 000 ₸",),
    "Stop if x ≤ 5.": ("x ≤ 5",),
    "2³ is eight.": ("2³",),
    "It takes ~5 minutes.": ("~5",),
    "I give this place ★★★★☆.": ("★★★★☆",),
    "✓ done, ✗ not done": ("✓", "✗"),
    "I write C# and C++ every day.": ("C#", "C++"),
    "He works at A&B in Łódź.": ("A&B", "Łódź"),
}


def judged(translator, pair: str, chosen: list[Case]):
    source, target = pair.split(">")
    if (source, target) not in translator.pairs():
        pytest.skip(f"no engine here does {pair}")
    return judge(translator, chosen, target)


@pytest.mark.parametrize("pair", ["en>pt", "en>es", "en>ca", "en>fr"])
def test_what_was_seen_to_be_lost_is_whole(translator, pair):
    seen = [Case("en", "seen", text, keep) for text, keep in SEEN.items()]
    assert [(one.case.text, one.text) for one in judged(translator, pair, seen) if one.fate != "intact"] == []


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("pair", SHARES)
def test_nothing_is_lost_in_silence(translator, pair, family):
    source, share = pair[:2], SHARES[pair]
    if source not in LANGUAGES:
        pytest.skip(f"no cases in {source}")
    chosen = cases(source, family)[list(SHARES).index(pair) :: share]
    found = judged(translator, pair, chosen)
    assert [(one.case.text, one.text) for one in found if one.fate == "silent"] == []
