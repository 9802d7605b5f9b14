"""The cases themselves."""

from collections import Counter

import pytest

from nlp.evaluation.chat_cases import LANGUAGES, Hold, cases

KINDS = (
    "emoji", "words", "repeats", "urls", "code", "handles", "orders", "prices", "dates", "times",
    "phones", "negation", "slang", "caps", "plain", "lines", "sentences", "mixed",
)  # fmt: skip
FULL = ("en", "pt", "es", "fr", "de")
ENOUGH = 40


@pytest.mark.parametrize("language", FULL)
def test_there_are_enough_of_every_kind(language):
    count = Counter(case.kind for case in cases(language))
    assert set(count) == set(KINDS)
    assert {kind: n for kind, n in count.items() if n < ENOUGH} == {}


def test_there_are_enough_from_right_to_left():
    assert sum(len(cases(language)) for language in ("ar", "he")) >= ENOUGH
    assert all(case.keep for language in ("ar", "he") for case in cases(language) if case.kind == "names")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_is_there_twice(language):
    texts = Counter(case.text.casefold() for case in cases(language))
    assert [text for text, times in texts.items() if times > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_to_be_kept_is_in_the_message(language):
    assert [case.text for case in cases(language) if any(part not in case.text for part in case.keep)] == []


def test_a_hold_is_met_at_the_beginning_of_a_word():
    assert Hold(None, "desculp", True).met("peço DESCULPAS")
    assert not Hold(None, "em", True).met("tem")
    assert Hold(None, "vc", False).met("svc vcs") and not Hold(None, "vc", False).met("oi VC!")
