"""Texts of the interface and of people, as the client's own functions put them together."""

from __future__ import annotations

import json

import pytest

from service.text.folding import fold

NAMES = (
    *("İpek Ślązak", "ŁÓDŹ", "crème brûlée", "e\u0301te\u0301", "Ðorđe Øre", "Straße", "œuf", "Ἀθῆναι"),
    *("שָׁלוֹם", "أَهْلًا"),
)
LETTERS = [
    chr(one)
    for start, end in (
        (0xC0, 0x250),
        (0x386, 0x3D0),
        (0x400, 0x482),
        (0x48A, 0x530),
        (0x1E00, 0x2000),
        (0x5D0, 0x5EB),
        (0x620, 0x64B),
    )
    for one in range(start, end)
    if chr(one).isalpha()
]
"""Of Latin, Greek, Cyrillic, Hebrew and Arabic."""


def test_what_is_searched_in_the_browser_folds_as_in_the_service(module):
    found = module(
        f"import('/modules/text/text.js').then(({{fold}}) => {json.dumps([*NAMES, *LETTERS])}.map(fold))"
    )
    wanted = {one: fold(one) for one in (*NAMES, *LETTERS)}
    assert {one: told for one, told in zip(wanted, found, strict=True) if told != wanted[one]} == {}


@pytest.mark.parametrize(
    ("language", "name", "apart"),
    [
        ("en", "Ana", False),
        ("en", "دانا", True),
        ("en", "Ana דנה", True),
        ("ar", "دانا", False),
        ("ar", "Ana", True),
        ("ar", "7", False),
        ("de", "Ἀθηνᾶ", False),
    ],
)
def test_a_name_whose_letters_run_the_other_way_is_set_apart_in_a_sentence(module, language, name, apart):
    script = f"""import('/modules/i18n/i18n.js').then(async ({{speak, t}}) => {{
      await speak([{json.dumps(language)}]);
      const said = t('chat.typing', {{name: {json.dumps(name)}, count: 1}});
      await speak(['en']);
      return said;
    }})"""
    said = module(script)
    assert (f"\u2068{name}\u2069" in said) == apart
    assert name in said
