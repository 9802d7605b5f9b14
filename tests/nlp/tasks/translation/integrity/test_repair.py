"""What is put back, and what is left alone."""

import pytest

from nlp.tasks.translation.integrity import repaired

BACK = [
    ("en", "It takes ~5 minutes", "Demora 5 minutos", "Demora ~5 minutos"),
    ("en", "It is −5 °C", "É 5 °C", "É −5 °C"),
    ("en", "It is (-5)", "É (5)", "É (-5)"),
    ("en", "2³ is 8", "2 é 8", "2³ é 8"),
    ("en", "It costs 5 ₸.", "Custa 5.", "Custa 5 ₸."),
    ("en", "if x ≤ 5 stop", "se x 5 pare", "se x ≤ 5 pare"),
    ("en", "I spoke to Jürgen today", "Falei com Jurgen hoje", "Falei com Jürgen hoje"),
    ("pt", "Falei com o Núñez ontem", "I spoke to Nunez yesterday", "I spoke to Núñez yesterday"),
]

SMALL = [
    ("pt", "k8s não está aqui", "K8s is not here", "k8s is not here"),
    ("en", "obj.prop is not here", "o Obj.prop não está aqui", "o obj.prop não está aqui"),
    ("en", "i++ is not here", "o I++ não está aqui", "o i++ não está aqui"),
    ("en", "mΩ is not here", "el MΩ no está aquí", "el mΩ no está aquí"),
]

CAPITAL = [
    ("pt", "mande um e-mail", "E-mail it"),
    ("en", "here and/or there", "And/Or"),
    ("en", "k8s and K8s", "K8s e K8s"),
    ("en", "now is good", "Now é bom"),
]

ALONE = [
    ("en", "€5 now", "5 euros agora"),
    ("en", "- 5 apples", "5 maçãs"),
    ("en", "from 3-5 days", "de 3 a 5 dias"),
    ("en", "5% of 5", "5 de 5"),
    ("es", "Vivo en México ahora", "I live in Mexico now"),
    ("pt", "Moro na Austrália agora", "I live in Australia now"),
    ("fr", "Monsieur Joégen vient demain", "Lord Joegen comes"),
    ("pt", "Falei com o José e o Jose", "I spoke to Jose and Jose"),
    ("pt", "Falei com o Núñez ontem", "I spoke to the nunez yesterday"),
    ("en", "It costs 5", "Custa 5"),
]


@pytest.mark.parametrize(("source", "text", "done", "whole"), BACK + SMALL)
def test_what_is_plainly_missing_is_put_back(source, text, done, whole):
    assert repaired(source, text, done) == whole


@pytest.mark.parametrize(("source", "text", "done"), ALONE + CAPITAL)
def test_what_is_not_plain_is_left_alone(source, text, done):
    assert repaired(source, text, done) == done


def test_what_people_settled_is_left_alone():
    assert (
        repaired("pt", "Falei com o Núñez ontem", "I spoke to Nunez", ["Núñez", "Nunez"])
        == "I spoke to Nunez"
    )
