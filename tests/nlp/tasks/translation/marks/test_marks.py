"""What a translation is compared by: negation, numbers, names."""

import pytest

from nlp.tasks.translation.marks.names import names_lost, names_of
from nlp.tasks.translation.marks.negation import (
    added_negations,
    lost_negations,
    negation_added,
    negation_lost,
)
from nlp.tasks.translation.marks.numbers import numbers_lost, numbers_of


@pytest.mark.parametrize(
    ("pair", "text", "translation", "lost"),
    [
        ("en>pt", "I don't want it", "eu quero", ("don't",)),
        ("en>pt", "I don’t want it", "eu não quero", ()),
        ("pt>en", "Não consegui entrar", "I was unable to log in", ()),
        ("pt>en", "Gostei. Não vou devolver", "I did not like it. I will return it", ("Não",)),
        ("fr>en", "je n'ai plus d'argent", "I have money", ("n'ai plus",)),
        ("fr>en", "je ne vois que toi", "I only see you", ()),
        ("es>en", "llegas mañana, ¿no?", "you arrive tomorrow, right?", ()),
        ("es>en", "de nada", "you are welcome", ()),
        ("de>en", "ich habe keine Ahnung", "I have an idea", ("keine",)),
        ("de>en", "das ist unser Haus", "this is our house", ()),
        ("it>en", "non lo so", "I know it", ("non",)),
        ("nl>en", "ik heb geen tijd", "I have time", ("geen",)),
        ("ca>en", "no ho sé", "I know", ("no",)),
        ("en>es", "why don't you call them?", "¿por qué llamas?", ()),
        ("en>pt", "page 7, no. 12", "página 7, n.o 12", ()),
        ("en>pt", "never mind", "deixa pra lá", ()),
        ("en>pt", "I said no. You said it", "Eu disse isso. Você disse isso", ("no",)),
        ("en>de", "it's nice, isn't it?", "schön, oder?", ()),
        ("fr>en", "N'hésitez pas à nous écrire", "Please write to us", ()),
        ("de>en", "Zögern Sie bitte nicht, anzurufen", "Please call us", ()),
        ("fr>en", "ça sert à rien", "it is useless", ()),
        ("en-GB>de-AT", "I can not", "ich kann nicht", ()),
        ("xx>en", "ne", "yes", ()),
        ("en>xx", "not", "yes", ()),
    ],
)
def test_a_lost_negation_is_named(pair, text, translation, lost):
    source, target = pair.split(">")
    assert lost_negations(source, text, target, translation) == lost
    assert negation_lost(source, text, target, translation) == bool(lost)
    assert negation_added(target, translation, source, text) == bool(lost)


def test_an_added_negation_is_named():
    assert added_negations("pt", "Eu quero", "en", "I never want it") == ("never",)
    assert added_negations("pt", "Sem açúcar", "en", "no sugar") == ()


@pytest.mark.parametrize(
    ("texts", "number"),
    [
        ("1.234,56 €|€1,234.56|1 234,56 €|1'234.56 CHF", "1234.56"),
        ("R$ 49,90|49.90|49,9", "49.9"),
        ("3:45pm|15:45|15h45|15.45 Uhr|3:45 p.m.", "15:45"),
        ("12am|0:00|00h", "0:00"),
        ("12/03/2026|12.3.2026|2026-03-12|12-03-2026", "12-3-2026"),
        ("+55 11 98765-4321|+55 (11) 98765-4321", "5511987654321"),
        ("06 12 34 56 78|06.12.34.56.78|06-12-34-56-78", "0612345678"),
        ("10.000|10,000|10 000", "10000"),
        ("the 3rd|3º|no. 3|#3", "3"),
    ],
)
def test_one_number_in_many_formats(texts, number):
    for text in texts.split("|"):
        assert numbers_of(f"it is {text}, ok") == (number,), text


def test_numbers_keep_their_order_and_count():
    assert numbers_of("A-17 for 2 at 5pm, 36.85, -9.13") == ("17", "2", "17:00", "36.85", "9.13")
    assert numbers_of("no digits") == ()
    assert numbers_lost("2 cats, 2 dogs for $1,200.50", "2 gatos, cães por US$ 1.200,50") == ("2",)
    assert numbers_lost("às 10h e 17h", "at 10 o'clock and 5 pm") == ()
    assert numbers_lost("às 10h", "at 11 o'clock") == ("10h",)


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        (
            "pt",
            "Oi Maria, falou com o @joao.silva sobre o iPhone 15?",
            ("Maria", "@joao.silva", "iPhone"),
        ),
        ("en", "Thanks John! Greet Anna on Monday from Berlin. Then go", ("John", "Anna")),
        ("en", "see Https://x.Com/Foo and Carlos's car, Order-77", ("Carlos",)),
        ("en", "HELLO MARIA, COME HERE", ()),
        ("en", "Happy New Year Everyone", ()),
        ("pt", "🎉 Parabéns Ana\nTudo bem", ("Ana",)),
        ("de", "Ich habe das Paket bei Herrn Müller abgegeben, frag @kurt", ("Müller", "@kurt")),
        (None, "", ()),
    ],
)
def test_names(language, text, names):
    assert names_of(text, language) == names


def test_lost_names():
    assert names_lost("Hi Ana, Paula and Ana", "Oi ANA", "en") == ("Paula",)
