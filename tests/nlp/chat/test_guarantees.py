"""Every chat case over the real engines of this machine: what must hold, and what must not get worse."""

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from nlp.evaluation.chat import share
from nlp.evaluation.chat_cases import cases
from tests.nlp.chat.test_cases import KINDS

FLOORS = tomllib.loads(Path(__file__).with_name("floors.toml").read_text("utf-8"))
ONE_CASE = 2.5
"""In %: another machine may have other models."""
PAIRS = ("en>pt", "en>es", "pt>en", "pt>es", "es>en", "es>pt", "fr>en", "fr>es", "de>en", "en>de")


@pytest.mark.parametrize("pair", PAIRS)
def test_nothing_protected_is_harmed(judged, pair):
    found = judged(*pair.split(">"))
    assert Counter(one.case.kind for one in found) == Counter(one.kind for one in cases(pair[:2]))
    assert {one.case.kind for one in found} == set(KINDS)
    assert [(one.case.kind, one.broken, one.case.text, one.text) for one in found if one.broken] == []


@pytest.mark.parametrize("pair", PAIRS)
def test_the_meaning_is_no_worse_than_it_was(judged, pair):
    """In no kind. Floors are what was measured; `tests.nlp.chat.floors` raises them."""
    worse = {}
    for kind in KINDS:
        found = [one for one in judged(*pair.split(">")) if one.case.kind == kind]
        if (share(found, "missed") or 0) < FLOORS.get(pair, {}).get(kind, 0) - ONE_CASE:
            worse[kind] = [(one.missed, one.case.text, one.text) for one in found if one.missed]
    assert worse == {}
