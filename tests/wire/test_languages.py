"""Language tags: what is taken, how it is written, what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from wire.contracts.languages import primary, standard, with_script

TAG = r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?"


@given(some.from_regex(TAG, fullmatch=True))
def test_language_script_and_region_are_taken_in_their_usual_letters(tag):
    first, *others = tag.split("-")
    wanted = "-".join([first.lower(), *(one.title() if len(one) == 4 else one.upper() for one in others)])
    assert standard(tag) == standard(tag.upper()) == standard(wanted) == wanted


@pytest.mark.parametrize(
    "tag",
    [
        *("", "a", "abcd", "english", "pt-", "-pt", "pt_BR", "pt BR", "pt-BRA", "pt-B", "p1", "ｐｔ", "ру"),
        *("zh-cmn", "de-1996", "en-u-ca-gregory", "x-mine", "en-x-mine", "i-default", "en-GB-oed", "zh-min"),
        *("en-Latn-US-US", "en-US-Latn", "pt" * 5000, "pt-BR\0", "pt\n"),
    ],
)
def test_what_is_no_tag_or_says_more_is_refused(tag):
    assert standard(tag) is None


def test_the_language_alone_is_taken_from_anything():
    said = ["pt", "PT_br", "zh-Hans", "", "-", "es-419"]
    assert [primary(tag) for tag in said] == ["pt", "pt", "zh", "", "", "es"]


def test_a_script_stays_with_its_language_and_a_region_does_not():
    said = ["pt-BR", "zh-Hant-TW", "sr-Latn", "EN"]
    assert [with_script(tag) for tag in said] == ["pt", "zh-hant", "sr-latn", "en"]
