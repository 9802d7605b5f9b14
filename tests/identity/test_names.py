"""What people may be called, generated from Unicode: nothing unseen, nothing turned, nothing mixed."""

import sys
import unicodedata

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from service.errors import HandleReserved, InvalidInput
from service.identity import handles, names
from service.text.folding import fold
from service.text.scripts import mixes_scripts
from service.text.visible import is_blank, turns_direction

EVERY = [
    chr(one) for one in range(sys.maxunicode + 1) if unicodedata.category(chr(one)) not in ("Cn", "Co", "Cs")
]
"""Every character that means something."""

TURNERS = regex.findall(r"\p{Bidi_Control}", "".join(EVERY))
UNSEEN = regex.findall(r"[\p{Z}\p{M}\p{Cc}\p{Default_Ignorable_Code_Point}\u2800\uFFFC]", "".join(EVERY))
LETTERS = sorted({one for one in EVERY if unicodedata.category(one) in ("Lu", "Ll", "Lo")} - set(UNSEEN))


def reason(text: str) -> str:
    with pytest.raises(InvalidInput) as refused:
        names.name(text)
    assert refused.value.details["field"] == "name"
    return str(refused.value.details.get("reason", ""))


def test_a_name_of_what_does_not_show_is_refused_for_every_character():
    for one in UNSEEN:
        if one == "\x00":
            continue
        assert is_blank(one * 3) and is_blank(f" {one}\u3164"), hex(ord(one))
        assert reason(one * 2) in ("empty", "direction"), hex(ord(one))


CLAIMS = (
    *("Support", "SUPPORT TEAM", "the Admin", "Suporte", "Administradora", "Kundendienst", "الدعم الفني"),
    *("4dm1n", "A d m i n", "a.d.m.i.n", "Àdmïn", "Ｓｕｐｐｏｒｔ", "⭐ Support ⭐"),
    *("Duologue", "Mina from Duologue", "Duo-logue", "D u o l o g u e"),
)


@pytest.mark.parametrize("text", CLAIMS)
def test_nobody_calls_themselves_as_if_they_spoke_for_the_service(text):
    assert reason(text) == "reserved"


@pytest.mark.parametrize(
    "text",
    ["Acme Support", "Mina (support)", "Serviço de Ana", "Adam", "Teamo", "Sec", "Élodie", "Duo", "☺", "-."],
)
def test_names_that_say_whose_they_are_stay(text):
    assert names.name(text) == text


def test_what_shows_is_not_blank():
    for one in LETTERS:
        assert not is_blank(one), hex(ord(one))
    for one in ("\u0600", "1\ufe0f\u20e3", "☺", "é", "e\u0301", "👩\u200d💻"):
        assert not is_blank(one)


def test_every_sign_that_turns_direction_is_refused_wherever_it_stands():
    assert len(TURNERS) == 12
    for one in TURNERS:
        assert turns_direction(one)
        for text in (one + "Ana", "A" + one + "na", "Ana" + one):
            assert reason(text) == "direction"


def test_letters_that_look_like_latin_ones_are_not_mixed_with_them():
    for script in ("Cyrillic", "Greek", "Armenian", "Cherokee", "Hebrew", "Arabic"):
        pattern = regex.compile(rf"\p{{Script={script}}}")
        found = [one for one in LETTERS if pattern.fullmatch(one)]
        assert found
        for one in found:
            plain = unicodedata.normalize("NFKC", one)
            assert mixes_scripts(f"ad{one}in") and not mixes_scripts(one * 3), hex(ord(one))
            assert not mixes_scripts(f"{one * 2} (Ivan)")
            if pattern.fullmatch(plain):
                assert reason(f"ad{one}in") == "scripts", hex(ord(one))


@pytest.mark.parametrize(
    "name",
    ["Zoë", "Łukasz", "Nguyễn Thị Hạnh", "Иван (Ivan)", "東京タワー", "山田Taro", "김Kim", "محمد",
     "می\u200cخواهم", "O’Brien", "Jean-Luc", "हिन्दी", "Ana ❤\ufe0f", "👩\u200d💻 Bia",
     "🏴󠁧󠁢󠁥󠁮󠁧󠁿 Tom", "น้ำ", "שלום", "Dr. X 2"],
)  # fmt: skip
def test_names_that_people_have_are_taken(name):
    assert names.name(name) == unicodedata.normalize("NFKC", name)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Z" + "\u0301\u0302\u0303\u0304\u0305" + "algo", "marks"),
        ("a\u0301\u0301", "marks"),
        ("x" * 81, "long"),
        ("👩\u200d💻" * 80, "long"),
        ("a\u200bb", "characters"),
        ("a\u00adb", "characters"),
        ("\ue000x", "characters"),
    ],
)
def test_others_are_refused_with_their_reason(name, why):
    assert reason(name) == why


@given(st.text(st.characters(blacklist_categories=("Cs",)), max_size=60))
def test_a_name_that_is_taken_is_taken_again_as_it_is(text):
    try:
        kept = names.name(text)
    except InvalidInput:
        return
    assert names.name(kept) == kept
    assert len(kept) <= names.LONGEST_CODE_POINTS and not is_blank(kept) and not turns_direction(kept)
    assert len(names.name_key(kept)) <= names.LONGEST_KEY


@given(st.text(st.characters(blacklist_categories=("Cs",)), max_size=40))
def test_folding_is_the_same_from_every_form(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


def test_every_latin_letter_with_a_mark_is_found_by_its_plain_one():
    for one in (chr(number) for number in range(0xC0, 0x250)):
        base = unicodedata.normalize("NFD", one)[0]
        if base.isascii() and base.isalpha():
            assert fold(one) == base.lower(), one
    assert fold("İ") == fold("I") == fold("ı") == "i"


@pytest.mark.parametrize("handle", ["ＡＮＡ", "Ana", " @ana ", "ana", "AＮa"])
def test_a_handle_is_one_from_every_keyboard(handle):
    assert handles.handle(handle) == "ana"


def test_no_letter_beyond_the_alphabet_becomes_one_within_it_unless_it_is_its_capital_or_wide_form():
    for one in EVERY:
        known = handles.mapped(one + "na")
        if known is not None:
            plain = unicodedata.normalize("NFKC", one).lower()
            assert known in (plain + "na", "na", plain.strip() + "na"), hex(ord(one))


@pytest.mark.parametrize(
    "handle",
    [".", "..", "...", "__", "-_", ".ana", "ana.", "-ana", "ana-", "a", "a" * 33, "an a", "anä", "ıan", "~x"],
)
def test_handles_that_mislead_or_cannot_be_typed_are_refused(handle):
    with pytest.raises(InvalidInput) as refused:
        handles.handle(handle)
    assert refused.value.details == {"field": "handle"}


@pytest.mark.parametrize(
    "handle",
    ["admin", "4dm1n", "a.d.m.i.n", "ADMIN", "support", "supp0rt", "root", "system", "duologue", "me", "api",
     "demo.x", "demo", "null", "s-y-s-t-e-m", "help"],
)  # fmt: skip
def test_handles_of_the_installation_are_kept_but_known_where_somebody_has_one(handle):
    with pytest.raises(HandleReserved):
        handles.handle(handle)
    assert handles.mapped(handle) == handle.lower()
    assert handles.handle("demo.ana", demo=True) == "demo.ana"
