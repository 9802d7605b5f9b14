"""What a translation lost, and what is lawful change."""

import pytest

from nlp.evaluation.integrity_cases import SIGNS
from nlp.tasks.translation.integrity import Fault, faults

SEEN = [
    ("en", "Jürgen Müller is here", "pt", "J'rgen M'ller está aqui", {"Jürgen", "Müller"}),
    ("en", "Minister Yıldızhan spoke", "pt", "O ministro falou", {"Yıldızhan"}),
    ("en", "Take ½ kg", "pt", "Tome 2 kg", {"½"}),
    ("en", "Take 1½ tablets", "pt", "Tome 12 comprimidos", {"½"}),
    ("en", "It is −5 °C", "pt", "É 5 °C", {"−"}),
    ("en", "It is -5 °C", "pt", "É 5 °C", {"-"}),
    ("en", "It costs 5 000 ₸", "pt", "Custa 5 000 euros", {"₸"}),
    ("en", "if x ≤ 5", "pt", "se x 5 euros", {"≤"}),
    ("en", "2³ is eight", "pt", "23 é oito", {"³"}),
    ("en", "~5 minutes", "pt", "5 minutos", {"~"}),
    ("en", "I give ★★★★☆", "pt", "Eu dou", {"★", "☆"}),
    ("en", "✓ done, ✗ not", "pt", "feito, não", {"✓", "✗"}),
    ("en", "I write C#", "pt", "Escrevo C", {"#", "C#"}),
    ("en", "Hi {{person.name}}", "pt", "Oi {{pessoa.nome}}", {"{{person.name}}"}),
    ("en", "root@localhost", "pt", "root-localhost", {"@", "root@localhost"}),
    ("en", "5 kg of it", "pt", "5 disso", {"kg"}),
    ("en", "5 kg of it", "pt", "5 lb disso", {"kg"}),
    ("en", "call (urgent)", "pt", "ligue, urgente", {"(", ")"}),
    ("en", "2 + 2 = 4", "pt", "2 + 2 + 4", {"="}),
    ("en", r"Write it \*here\* please", "pt", "Escreva *aqui* por favor", {"\\"}),
    ("es", "La prenda es mía", "pt", "Prenda-a é minha", {"La prenda"}),
]

LAWFUL = [
    ("en", "It costs 1,000.50 €", "de", "Es kostet 1.000,50 Euro"),
    ("en", "the 1st time", "pt", "a 1ª vez"),
    ("en", "½ an hour", "pt", "meia hora"),
    ("en", "½ litre", "pt", "0,5 litro"),
    ("en", "5% off", "es", "5 por ciento de descuento"),
    ("pt", "5 por cento", "en", "5%"),
    ("en", "He said “hi”", "fr", "Il a dit « salut »"),
    ("en", "20 °C", "pt", "20° C"),
    ("en", "20 °C", "fr", "20 ºC"),
    ("fr", "n° 5", "en", "no. 5"),
    ("ca", "el col·legi", "es", "el colegio"),
    ("en", "−5 degrees", "pt", "-5 graus"),
    ("en", "−5 degrees", "pt", "menos 5 graus"),
    ("en", "20 × 30 cm", "pt", "20 x 30 cm"),
    ("en", "salt & pepper", "pt", "sal e pimenta"),
    ("en", "a naïve idea", "pt", "uma ideia ingênua"),
    ("pt", "À noite, não", "en", "At night, no"),
    ("de", "Über Müllers Straße", "en", "Over Müller's street"),
    ("en", "5 kg of it", "pt", "5 quilos disso"),
    ("en", "10 m away", "es", "a 10 metros"),
    ("fr", "l'épisode 21 m'a plu", "en", "I liked episode 21"),
    ("en", "nice :)", "pt", "legal"),
    ("tr", "İyi günler", "en", "Good day"),
    ("en", "cafe\u0301 in Zu\u0308rich", "pt", "café em Zürich"),
    ("en", "{name}'s car", "pt", "o carro de {name}"),
    ("en", "- 5 apples", "pt", "- 5 maçãs"),
    ("en", "Café is open", "it", "Il caffè è aperto"),
    ("en", "the Ｔｏｋｙｏ office", "pt", "o escritório Tokyo"),
    ("en", r"Write it \*here\* please", "pt", r"Escreva \*aqui\* por favor"),
    ("en", "open 3-5", "pt", "aberto 3 a 5"),
    ("es", "La llamó ayer, la llamo hoy", "pt", "Chamou-a ontem, chamo-a hoje"),
    ("es", "La casa es mía", "pt", "A casa é minha"),
]


@pytest.mark.parametrize(("source", "text", "target", "done", "lost"), SEEN)
def test_what_was_lost_is_found(source, text, target, done, lost):
    assert {one.text for one in faults(source, text, target, done)} == lost


@pytest.mark.parametrize(("source", "text", "target", "done"), LAWFUL)
def test_lawful_change_is_none(source, text, target, done):
    assert faults(source, text, target, done) == ()


def test_a_sign_that_became_another_is_named_with_it():
    assert faults("en", "2 + 2 = 4", "pt", "2 + 2 < 4") == (Fault("=", "<"),)


def test_a_stand_in_that_was_left_is_a_fault():
    assert faults("en", "I write", "pt", "Escrevo XQ1") == (Fault("", "XQ1"),)


def test_every_sign_that_people_type_is_missed():
    assert [one for one in SIGNS if not faults("en", f"it is {one} 5", "pt", "é 5")] == []


def test_every_sign_that_came_through_is_none():
    assert [one for one in SIGNS if faults("en", f"it is {one} 5", "pt", f"é {one} 5")] == []
