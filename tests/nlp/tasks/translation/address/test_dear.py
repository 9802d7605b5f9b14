"""What a letter begins with comes through as one, whatever engine is next."""

import pytest

from nlp.tasks.translation.address.between import Step, after, before
from nlp.tasks.translation.address.manner import Manner

USUAL = Manner()


@pytest.mark.parametrize(
    ("read", "said", "given"),
    [
        ("es", "Cara Maria, paguei.", "Querida Maria, paguei."),
        ("fr", "Cara Maria, paguei.", "Estimada Maria, paguei."),
        ("it", "Querido João! Olá.", "Estimado João! Olá."),
        ("fr", "Caro Maria, paguei.", "Estimada Maria, paguei."),
        ("es", "Querido Luca, paguei.", "Querido Luca, paguei."),
        ("es", "Cara nova, vida nova.", "Cara nova, vida nova."),
        ("es", "Caro demais.", "Caro demais."),
    ],
)
def test_the_next_engine_gets_a_word_for_people(read, said, given):
    assert before(Step("pt", "es", read), said, "Dear", USUAL) == given


def test_what_is_read_begins_as_letters_do():
    fr, it = Step("es", "fr", "fr"), Step("es", "it", "it")
    assert after(fr, "", "Estimée Maria, bien.", "Dear Maria, fine.", USUAL) == "Chère Maria, bien."
    assert after(fr, "", "Aimé João.", "dear João.", USUAL) == "Cher João."
    assert after(it, "", "Stimata Maria.", "Dear Maria.", USUAL) == "Cara Maria."
    assert after(fr, "", "Estimée par tous.", "Loved by all.", USUAL) == "Estimée par tous."
