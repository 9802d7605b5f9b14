"""The phrasebook: what it knows, and that the table is sound."""

import tomllib
from collections import defaultdict
from importlib import resources

import pytest

from nlp.tasks.translation.surface.phrasebook import LANGUAGES, key_of, phrasebook


@pytest.mark.parametrize(
    ("pair", "text", "written"),
    [
        ("en>pt", "thanks", "obrigado"),
        ("en>pt", "Thanks!!!", "Obrigado!!!"),
        ("en>es", "THANKS!", "¡GRACIAS!"),
        ("en>fr", "How are you", "Comment ça va ?"),
        ("en>es", "how are you??", "¿cómo estás??"),
        ("pt>en", "tudo bem?", "how are you?"),
        ("pt>en", "tudo bem", "all right"),
        ("pt>en", "nao", "no"),
        ("en>de", "no, thanks", "nein, danke"),
        ("en>de", "no thanks", "nein, danke"),
        ("fr>pt", "ça va ?", "tudo bem?"),
        ("en>it", "Thanks! See you tomorrow.", "Grazie! A domani."),
        ("en>pt", "don’t worry", "não se preocupe"),
    ],
)
def test_short_messages(pair, text, written):
    assert phrasebook().look_up(*pair.split(">"), text) == written


@pytest.mark.parametrize(
    ("pair", "text"),
    [
        ("it>en", "ciao"),  # hello or goodbye
        ("de>en", "morgen"),  # tomorrow or morning
        ("en>pt", "thanks for the fish"),
        ("en>ja", "thanks"),
        ("pt>en", "mesmo"),  # a question only with its mark
        ("en>pt", "Thanks! I will eat the fish."),
        ("en>pt", ""),
        ("en>pt", "?"),
    ],
)
def test_what_is_ambiguous_or_unknown_is_left_to_engines(pair, text):
    assert phrasebook().look_up(*pair.split(">"), text) is None


@pytest.mark.parametrize(
    ("pair", "text", "opened"),
    [
        ("pt>en", "Oi, tudo bem? Meu pedido não chegou", ("Hi, how are you? ", "Meu pedido não chegou")),
        ("fr>es", "Bonjour, je cherche un livre", ("Hola, ", "je cherche un livre")),
        ("en>pt", "Thanks! I will eat the fish.", ("Obrigado! ", "I will eat the fish.")),
        ("en>pt", "The house, I think, is blue", ("", "The house, I think, is blue")),
        ("en>pt", "Thanks for coming, see you", ("", "Thanks for coming, see you")),
    ],
)
def test_greetings_that_open_a_message_are_known(pair, text, opened):
    assert phrasebook().opening(*pair.split(">"), text) == opened


def test_laughter_of_any_length_is_laughter():
    for laughter, laughed in (
        ("kkk", "jaja"),
        ("rsrsrs", "jaja"),
        ("kkkkkkkkkk", "jajaja"),
        ("HAHA!", "¡JAJA!"),
    ):
        assert phrasebook().look_up("pt", "es", laughter) == laughed
    assert phrasebook().look_up("fr", "pt", "ptdrrrr") == "kkkkkk"
    assert phrasebook().look_up("en", "he", "ha ha ha") == "חחחח"
    assert phrasebook().look_up("pt", "en", "hahaha amanhã") is None


def test_drawn_out_words_are_the_words_they_draw_out():
    assert phrasebook().look_up("es", "en", "graciaaaas") == "thanks"
    assert phrasebook().opening("pt", "en", "siiiim eu consegui") == ("yes ", "eu consegui")
    assert phrasebook().opening("es", "en", "nooo me lo creo") == ("", "nooo me lo creo")


@pytest.mark.parametrize(
    ("pair", "text", "formal", "written"),
    [
        ("en>es", "how are you??", True, "¿cómo está??"),
        ("en>fr", "Can you help me?", True, "Pouvez-vous m'aider ?"),
        ("en>fr", "Can you help me?", False, "Tu peux m'aider ?"),
        ("fr>es", "Tu peux m'aider ?", True, "¿Me puedes ayudar?"),  # the words tell
        ("fr>es", "Pouvez-vous m'aider ?", False, "¿Me puede ayudar?"),
        ("de>fr", "wo sind Sie?", False, "où êtes-vous ?"),
        ("en>es", "thanks", True, "gracias"),
        ("fr>en", "Pouvez-vous m'aider ?", True, "Can you help me?"),
    ],
)
def test_a_reader_is_spoken_to_in_the_form_of_the_words_or_else_of_the_way(pair, text, formal, written):
    assert phrasebook().look_up(*pair.split(">"), text, formal=formal) == written


def test_every_formal_form_has_one_that_is_not():
    for kind, row in rows():
        for code in set(row) & set(LANGUAGES):
            formal = [form.startswith("^") for form in row[code].split("|")]
            assert not all(formal), (kind, row[code])
            assert code in ("es", "fr", "de", "it") or not any(formal), (kind, row[code])


def rows():
    text = (
        resources.files("nlp.tasks.translation.surface").joinpath("data/phrasebook.toml").read_text("utf-8")
    )
    data = tomllib.loads(text)
    return [(kind, row) for kind in ("statements", "questions") for row in data[kind]]


def test_no_form_belongs_to_two_rows():
    seen = defaultdict(set)
    for index, (kind, row) in enumerate(rows()):
        for code in set(row) & set(LANGUAGES):
            for form in row[code].split("|"):
                if not form.startswith("~"):
                    seen[kind, code, key_of(form.strip("^¿ ?"))].add(index)
    assert [form for form, found in seen.items() if len(found) > 1] == []


def test_every_row_is_in_every_language_and_well_formed():
    assert len(rows()) >= 150
    for kind, row in rows():
        assert set(row) - {"unmarked", "closes"} == set(LANGUAGES)
        for code in LANGUAGES:
            forms = row[code].split("|")
            assert all(form == form.strip() and form.strip("~^") for form in forms)
            if kind == "questions":
                assert all(form.endswith("?") for form in forms), (code, forms)


def test_every_first_form_of_english_can_be_written_in_every_language():
    for kind, row in rows():
        text = row["en"].split("|")[0]
        for code in LANGUAGES[1:]:
            assert phrasebook().look_up("en", code, text), (kind, text, code)
