"""What people have corrected is used again: whole messages first, then their sentences."""

import pytest

from nlp.tasks.translation.knowledge.memory import normalised, recall
from nlp.tasks.translation.translator import Ask
from tests.nlp.tasks.translation.test_translator import clumsy
from wire.contracts.events import Correction, Term


def corrected(source, target, pair=("en", "pt")):
    return Correction(source=source, target=target, source_language=pair[0], target_language=pair[1])


def translated(translator, text, memory, terms=()):
    (done,) = translator.translate([Ask(text, "en", "pt", tuple(terms), tuple(memory))])
    return done


def recalled(text, *memory, terms=()):
    return [(part.text, part.recalled) for part in recall(text, memory, terms, "en", "pt") if part.text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See you soon.", "Até já."),
        ("see you soon", "até já"),
        ("  See   you soon!! ", "  Até já!! "),
        ("SEE you soon.", None),
        ("See you soon?", None),
        ("See you soon now.", None),
    ],
)
def test_a_whole_message_comes_back_in_its_own_manner(translator, text, expected):
    done = translated(translator, text, [corrected("See you soon.", "Até já.")])
    if expected is None:
        assert done.engine != "memory" and "Até já" not in (done.text or "")
    else:
        assert (done.text, done.engine, done.confidence) == (expected, "memory", 1.0)


def test_spanish_marks_stay_a_pair(spanish):
    memory = (corrected("Great!", "¡Bárbaro!", ("en", "es")),)
    (done,) = spanish.translate([Ask("Great", "en", "es", (), memory)])
    assert done.text == "¡Bárbaro!"


def test_composition_of_accents_and_apostrophes_do_not_matter():
    assert normalised("Cafe\u0301, it’s  ready. ") == normalised("café, it's ready")


def test_sentences_within_a_message(translator):
    memory = [corrected("It is broken.", "Pifou."), corrected("See you soon.", "Até já.")]
    done = translated(translator, "The house is blue. It is broken! 😀\n- see you soon", memory)
    assert done.text == "A casa é azul. Pifou! 😀\n- até já"
    assert done.engine == "memory+firefox"
    assert done.confidence != 1.0


def test_a_run_of_sentences_before_each_of_them():
    both = corrected("One. Two.", "Um e dois.")
    assert recalled("Zero. One. Two. Three.", corrected("One.", "Um."), both) == [
        ("Zero. ", False),
        ("Um e dois.", True),
        (" Three.", False),
    ]


def test_emoji_of_the_correction_are_of_the_sentence():
    memory = corrected("Well done 🎉", "Mandou bem 🎉")
    assert recalled("Hi. Well done 🎉", memory) == [("Hi. ", False), ("Mandou bem 🎉", True)]


def test_the_newest_wins_and_other_pairs_are_passed_by():
    memory = [corrected("Hi", "novo"), corrected("Hi", "velho"), corrected("Hi", "salut", ("en", "fr"))]
    assert recalled("Hi", *memory) == [("novo", True)]
    assert recalled("Hi", memory[2]) == [("Hi", False)]
    assert recalled("Hi", corrected(" . ", "x"), corrected("", "y")) == [("Hi", False)]


def test_what_must_not_be_translated_stays(translator):
    keep = Term(source="acme")
    spoiled = corrected("Thanks, Acme.", "Obrigado, cume.")
    assert "Acme" in translated(translator, "Thanks, Acme.", [spoiled], [keep]).text
    good = corrected("Thanks, Acme.", "Valeu, Acme.")
    assert translated(translator, "Thanks, Acme.", [good], [keep]).text == "Valeu, Acme."
    second = translated(translator, "Thanks, Acme.", [spoiled, good], [keep])
    assert second.text == "Valeu, Acme."


def test_a_correction_goes_before_a_term_with_a_target(translator):
    memory = [corrected("My order is late.", "Meus pedidos atrasaram.")]
    done = translated(translator, "My order is late.", memory, [Term(source="order", target="pedido")])
    assert done.text == "Meus pedidos atrasaram."


def test_terms_beside_a_recalled_sentence_are_honoured(translator):
    memory, terms = [corrected("It is broken.", "Pifou.")], [Term(source="order", target="encomenda")]
    done = translated(translator, "My order came. It is broken.", memory, terms)
    assert "encomenda" in done.text and done.text.endswith("Pifou.")


def test_no_route_is_needed_for_what_is_remembered(tmp_path):
    translator, engine = clumsy(tmp_path, lambda text: text)
    memory = (corrected("Hello there", "Saluton", ("en", "eo")),)
    (done,) = translator.translate([Ask("hello there", "en", "eo", (), memory)])
    assert (done.status, done.text, done.route) == ("done", "saluton", ("en", "eo"))
    assert engine.calls == 0


def test_a_new_correction_is_seen_at_once_and_only_where_it_holds(translator):
    text = "Nothing is as it was before."
    before = translated(translator, text, [])
    assert translated(translator, text, [corrected(text, "Tudo mudou.")]).text == "Tudo mudou."
    assert translated(translator, text, []) == before


def test_many_corrections_and_sentences_take_no_time(translator):
    memory = [corrected(f"Sentence number {n}.", f"Frase {n}.") for n in range(100)]
    text = " ".join(f"Sentence number {n}." for n in range(200))
    parts = recall(text, memory, (), "en", "pt")
    assert sum(part.recalled for part in parts) == 100
