"""Thanks and farewells that close a message are read by the book: engines make up what comes before them."""

import pytest

from nlp.tasks.translation.stages.phrases import what_is_known
from nlp.tasks.translation.surface.phrasebook import phrasebook
from nlp.tasks.translation.translator import Ask


@pytest.mark.parametrize(
    ("pair", "text", "body", "after"),
    [
        ("pt>en", "Adorei o presente, muito obrigada!", "Adorei o presente", ", thank you very much!"),
        ("pt>en", "Adorei o presente. Muito obrigada!", "Adorei o presente.", " Thank you very much!"),
        ("en>pt", "I have to go now, thanks, bye!", "I have to go now", ", obrigado, tchau!"),
        ("en>es", "I have to go now. See you tomorrow", "I have to go now.", " Hasta mañana"),
        ("en>fr", "I was late, sorry!", "I was late", ", désolé !"),
    ],
)
def test_what_closes_a_message_is_taken_off(pair, text, body, after):
    assert phrasebook().closing(*pair.split(">"), text) == (body, after)


@pytest.mark.parametrize(
    "text",
    [
        "I told him thank you very much",
        "He is not coming, no",
        "We need eggs, milk, please",
        "Where is it, thanks?",
        "ok, thanks",
        "Thanks, I loved the gift",
    ],
)
def test_what_does_not_close_it_stays(text):
    assert phrasebook().closing("en", "pt", text) == (text, "")


def test_an_opening_and_an_end_leave_what_is_between():
    said = what_is_known("pt", "en", "Oi, adorei o presente, obrigada!")
    assert (said.known, said.rest, said.after) == ("Hi, ", "adorei o presente", ", thanks!")


def test_a_gift_stays_a_gift_whatever_thanks_follow(translator):
    texts = ("Adorei o presente, muito obrigada!", "Gostei muito do presente, obrigada!")
    done = translator.translate([Ask(text, "pt", "en") for text in texts])
    assert all("gift" in (one.text or "") or "present" in (one.text or "") for one in done)
    assert done[0].text.endswith(", thank you very much!")
