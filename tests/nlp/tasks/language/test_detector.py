"""Language detection on short chat text: the speaker's own, a switch, and texts that say nothing."""

import pytest

from nlp.tasks.language import Detector, wordless


@pytest.fixture(scope="module")
def detector():
    return Detector()


SHORT = {
    "en": ["Where is m", "I would li", "Thank you!", "Good morning", "yes please", "How much is it?"],
    "pt": ["Onde está o", "Eu queria s", "Obrigado!", "Bom dia, tu", "sim, por fav", "Quanto custa?"],
    "es": ["¿Dónde está", "Quisiera sa", "¡Gracias!", "Buenos días", "sí, por fav", "¿Cuánto cuesta?"],
    "fr": ["Où est ma c", "Je voudrais", "Merci beauc", "Bonjour, je", "oui merci", "Combien ça coûte ?"],
    "de": ["Wo ist mein", "Ich möchte", "Vielen Dank", "Guten Tag, ", "ja bitte", "Was kostet das?"],
    "it": ["Dove è il m", "Vorrei sape", "Grazie mill", "Buongiorno,", "sì, grazie", "Quanto costa?"],
    "nl": ["Waar is mij", "Ik zou graa", "Bedankt hoo", "Goedemorgen", "ja graag", "Wat kost het?"],
    "ca": ["On és la me", "Voldria sab", "Moltes gràc", "Bon dia, he", "sí, si us p", "Quant costa?"],
}


@pytest.mark.parametrize("language", SHORT)
def test_own_language_in_ten_characters(detector, language):
    found = [detector.detect(text, language, partners=["en"]).language for text in SHORT[language]]
    assert found == [language] * len(found)


@pytest.mark.parametrize("own", ["pt", "es", "fr", "de", "it", "nl", "ca", "ru", "ja"])
@pytest.mark.parametrize("text", ["Where is my order?", "Thanks, that works for me.", "hello, good morning"])
def test_a_switch_to_english_is_noticed_at_once(detector, own, text):
    guess = detector.detect(text, own, partners=["en"])
    assert guess.language == "en"
    assert guess.confidence > 0.6


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Onde está o meu pedido?", "pt"),
        ("¿Dónde está mi pedido?", "es"),
        ("Où est ma commande ?", "fr"),
        ("Wo ist meine Bestellung?", "de"),
        ("obrigado!", "pt"),
    ],
)
def test_an_english_speaker_writes_to_the_partner(detector, text, language):
    assert detector.detect(text, "en", partners=[language]).language == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Привет, как дела?", "ru"),
        ("Дякую, все є", "uk"),
        ("Καλημέρα", "el"),
        ("שלום", "he"),
        ("안녕하세요", "ko"),
        ("ありがとう", "ja"),
        ("東京に行きたい", "ja"),
        ("你好吗", "zh"),
        ("สวัสดี", "th"),
        ("नमस्ते, आप कैसे हैं", "hi"),
        ("مرحبا كيف حالك", "ar"),
    ],
)
@pytest.mark.parametrize("prior", [None, "pt"])
def test_script_is_hard_evidence(detector, text, language, prior):
    assert detector.detect(text, prior).language == language


@pytest.mark.parametrize(
    "text",
    ["👍", "123", "18:30", "https://example.com/where-is-my-order", "@ana", "#42", "!!!", "", " ", "4GB A12"],
)
@pytest.mark.parametrize("prior", ["pt", None])
def test_what_has_no_words_has_no_language(detector, text, prior):
    assert detector.detect(text, prior).language is None
    assert wordless(text)


@pytest.mark.parametrize("text", ["ok", "OK!", "hahaha", "lol 😂", "email"])
def test_words_of_every_language_take_the_speakers(detector, text):
    assert detector.detect(text, "pt").language == "pt"
    assert detector.detect(text, None).language is None
    assert not wordless(text)


@pytest.mark.parametrize("text", ["Zx", "m", "John", "asdf"])
def test_a_stranger_who_says_nothing_clear_is_unknown(detector, text):
    assert detector.detect(text, None).language is None


def test_a_stranger_with_a_sentence_is_known(detector):
    assert detector.detect("Preciso de ajuda com a minha encomenda", None).language == "pt"


def test_region_of_the_speaker_is_kept(detector):
    assert detector.detect("Onde está o meu pedido?", "pt-BR").language == "pt-BR"
    assert detector.detect("Where is it?", "pt-BR", partners=["en-GB"]).language == "en"


def test_a_language_outside_the_list_is_its_speakers_own_only_without_better_evidence(detector):
    assert detector.detect("ok", "tlh").language == "tlh"
    assert detector.detect("Where is my order?", "tlh").language == "en"


def test_somebody_who_changed_language_stays_with_it(detector):
    recent = ["Can you help me with this?", "I have been waiting for a week"]
    assert detector.detect("nice", "pt", partners=["ru"]).language == "pt"
    assert detector.detect("nice", "pt", recent=recent, partners=["ru"]).language == "en"


def test_confidence_is_a_probability(detector):
    for text in ("Where is my order?", "si", "no", "a b c", "👍", "Привет"):
        for prior in (None, "pt", "tlh"):
            assert 0 <= detector.detect(text, prior).confidence <= 1


def test_very_long_and_odd_texts_are_answered(detector):
    assert detector.detect("where is it " * 2000, "pt").language == "en"
    assert detector.detect("half \ud83d pair of a sign", "en").language == "en"
    assert detector.detect("a\0b nothing here", "en").language == "en"
