"""What engines can write, by their own vocabularies."""

import json

import pytest

from nlp.engines.alphabet import EVERYTHING, Alphabet, of_pieces, of_words
from nlp.engines.apertium.alphabet import alphabet_of as apertium_alphabet
from nlp.engines.apertium.engine import ApertiumEngine
from nlp.engines.firefox.engine import FirefoxEngine
from nlp.engines.hub.alphabet import alphabet_of
from nlp.errors import EngineFailed, EngineMissing
from tests.nlp.engines.tiny import ENGLISH, GERMAN, pieces

PAIRS = (("en", "pt"), ("pt", "en"))


@pytest.fixture(scope="module")
def firefox(tmp_path_factory) -> FirefoxEngine:
    return FirefoxEngine(tmp_path_factory.mktemp("models"))


@pytest.mark.parametrize("pair", PAIRS)
def test_the_shipped_models_lack_what_was_seen_to_be_lost_and_have_their_languages_letters(firefox, pair):
    alphabet = firefox.alphabet(*pair)
    assert alphabet.lacks("üłšøıñ½−≤★₸\\") == frozenset("üłšøıñ½−≤★₸\\")
    assert alphabet.lacks("Não é à toa, você: 3% (a_b) caça? Ok!") == frozenset()


def test_a_character_that_exists_only_in_marks_of_control_is_lacking(firefox):
    """ "<unk>" and "</s>" are pieces, and no model writes "<" with them."""
    assert "<" in firefox.alphabet("pt", "en").lacks("3 < 5")


def test_whole_words_are_known_as_they_are_written(firefox):
    assert {"India", "Monday"} <= firefox.alphabet("en", "pt").words


def test_a_pair_that_is_not_there_is_missing(firefox):
    with pytest.raises(EngineMissing):
        firefox.alphabet("en", "xx")


def test_what_a_hub_model_knows_is_in_its_file_of_words(tmp_path):
    (tmp_path / "vocab.json").write_text(json.dumps(["<unk>", "</s>", "▁a", "▁über", "b", "▁", "r", "bc"]))
    alphabet = alphabet_of(tmp_path)
    assert alphabet.lacks("a bcr < ü") == frozenset("c<ü")
    assert "über" in alphabet.words


def test_a_sentencepiece_model_gives_the_letters_of_what_it_was_trained_on(tmp_path):
    spm = pieces(tmp_path)
    seen = "".join((*ENGLISH, *GERMAN))
    assert of_pieces(spm, spm).lacks(seen) == frozenset()
    assert of_pieces(spm, spm).lacks("ł½") == frozenset("ł½")


def test_a_folder_without_a_vocabulary_that_is_known_says_nothing(tmp_path):
    assert alphabet_of(tmp_path) == EVERYTHING


def test_a_broken_vocabulary_is_told(tmp_path):
    (tmp_path / "vocab.spm").write_bytes(b"no model")
    with pytest.raises(EngineFailed):
        of_pieces(tmp_path / "vocab.spm", tmp_path / "vocab.spm")


def test_a_letter_that_is_read_and_not_written_is_for_translation_a_sign_is_not():
    alphabet = Alphabet(frozenset("яa→"), frozenset("a"))
    assert alphabet.lacks("я a →") == frozenset("→")
    assert of_words(["▁a"]).lacks("a\n b") == frozenset("b")


def mode_of(tmp_path, head: bytes):
    dictionary = tmp_path / "a-b.automorf.bin"
    dictionary.write_bytes(head)
    mode = tmp_path / "a-b.mode"
    mode.write_text(f"lt-proc '{dictionary}' | apertium-tagger -g $2 'a-b.prob'")
    return mode


@pytest.mark.parametrize("before", [b"LTTB" + bytes(8), b""])
def test_apertiums_letters_are_at_the_head_of_its_dictionary(tmp_path, before):
    alphabet = apertium_alphabet(mode_of(tmp_path, before + bytes.fromhex("04 4061 4062 4113 40e9")))
    assert alphabet.reads == frozenset("abēé")
    assert alphabet.lacks("ab éē 5 ½ ★ − a&b x Ж") == frozenset("xЖ&"), "signs and digits pass"


@pytest.mark.parametrize(
    "head", [b"", b"LTTB", bytes.fromhex("03 4061"), bytes([0xFF] * 8), b"LTTB" + bytes(9)]
)
def test_a_dictionary_of_another_kind_says_nothing(tmp_path, head):
    assert apertium_alphabet(mode_of(tmp_path, head)) == EVERYTHING


def test_installed_pairs_know_the_letters_of_their_language():
    apertium = ApertiumEngine()
    own = {
        "es": "áéíñóúü",
        "pt": "áâãçéêíóôõú",
        "fr": "àâçèéêëîïôùû",
        "it": "àèéìòù",
        "ca": "àçèéíïòóúü",
        "en": "",
    }
    for edge in apertium.edges():
        alphabet = apertium.alphabet(edge.source, edge.target)
        letters = own.get(edge.source, "") + "abcxyzABCXYZ"
        assert not alphabet.lacks(letters), edge
        assert edge.source == "it" or alphabet.lacks("łūķ"), edge
