"""What is asked for: pronouns where the next engine reads them, and Spanish that asks it of "tú"."""

import pytest

from nlp.tasks.translation.address.between import Step, after, before, yours
from nlp.tasks.translation.address.manner import Manner
from nlp.tasks.translation.address.portuguese import familiar
from nlp.tasks.translation.address.requests import ahead, behind, of_tu
from nlp.tasks.translation.address.verbs import forms, nouns_that_ask

ES, IT, FR = Step("pt", "es", "es"), Step("pt", "es", "it"), Step("ca", "fr", "fr")


@pytest.mark.parametrize(
    ("formal", "informal"),
    [
        ("Envíeme la foto.", "Envíame la foto."),
        ("Por favor, llámeme.", "Por favor, llámame."),
        ("Dígame más.", "Dime más."),
        ("Siéntese.", "Siéntate."),
        ("Déme cinco minutos.", "Dame cinco minutos."),
        ("Tráigame un café.", "Tráeme un café."),
        ("¡Espere aquí!", "¡Espera aquí!"),
        ("Busque la calle.", "Busca la calle."),
        ("Empiece ya.", "Empieza ya."),
        ("Lea esto.", "Lee esto."),
        ("Venga aquí.", "Ven aquí."),
        ("Muéstremelo.", "Muéstramelo."),
    ],
)
def test_what_is_asked_of_usted_is_asked_of_tu(formal, informal):
    assert of_tu("Envie a foto.", formal) == informal


def test_only_sentences_that_ask_are_turned():
    assert of_tu("Ele vem. Espere aqui.", "Él viene. Espere aquí.") == "Él viene. Espera aquí."
    assert of_tu("Ele vem.", "Venga.") == "Venga."
    assert of_tu("Espere. Ele vem.", "Espere, él viene.") == "Espere, él viene.", "not sentence by sentence"


@pytest.mark.parametrize(
    "said",
    [
        "Entre as cinco e as seis.",
        "Entre nós.",
        "Venda de casas.",
        "Tarde demais!",
        "Vista para o mar.",
        "Viva!",
    ],
)
def test_what_looks_like_a_request_and_is_another_word_stays(said):
    assert familiar(said, "Between you and me.") == familiar(said) == said
    assert of_tu(said, "Entre las cinco y las seis.") == "Entre las cinco y las seis."


@pytest.mark.parametrize(
    "said", ["Entre.", "Entre em contato.", "Entre, por favor.", "Entre na sala.", "Corte o pão."]
)
def test_what_is_one_is_turned(said):
    assert familiar(said, "") != said and of_tu(said, "Entre.") == "Entra."


NOUNS = [
    ("Saia azul", "Blue skirt", "Saia daqui.", "Leave."),
    ("Peça nova", "New part", "Peça ajuda.", "Ask for help."),
    ("Filme ótimo", "Great film", "Filme isso.", "Film this."),
    ("Teste grátis", "Free test", "Teste o som.", "Please test the sound."),
    ("Corte de cabelo", "Haircut", "Corte o pão.", "Cut the bread."),
    ("Vista bonita", "Lovely view", "Vista o casaco.", "Put on your coat."),
    ("Detalhe importante", "Important detail", "Detalhe o problema.", "Describe the problem."),
    ("Telefone novo", "New phone", "Telefone amanhã cedo.", "Then call tomorrow."),
    ("Leve atraso", "Slight delay", "Leve guarda-chuva.", "Take an umbrella."),
]


@pytest.mark.parametrize(("noun", "thing", "request_", "asked"), NOUNS)
def test_a_noun_that_looks_like_a_request_is_none_and_english_tells(noun, thing, request_, asked):
    for mark in (".", "!", ""):
        assert familiar(noun + mark, thing + mark) == noun + mark
        assert of_tu(noun + mark, "Falda azul" + mark, thing + mark) == "Falda azul" + mark
    assert familiar(request_, asked) != request_
    assert of_tu(request_, "Espere aquí.", asked) == "Espera aquí."


def test_every_noun_that_asks_is_a_form_that_asks():
    assert all(forms().asking.get(form) and english for form, english in nouns_that_ask().items())


@pytest.mark.parametrize(
    ("english", "said"),
    [
        ("For your order we need an address, do you have one?", "Para o pedido precisamos de um endereço."),
        ("Free delivery if you like.", "Entrega grátis."),
        ("List of what you bought.", "Lista de compras."),
    ],
)
def test_a_noun_that_looks_like_a_verb_that_tells_is_none(english, said):
    assert familiar(said, english) == said


def test_who_does_something_is_no_object():
    assert familiar("Para você ver a foto.", "For you to see the photo.") == "Para veres a foto."
    assert familiar("Antes de você sair, ligue.", "Before you leave, call.") == "Antes de saíres, liga."
    assert familiar("Comprei para você.", "I bought it for you.") == "Comprei para ti."


def test_a_pronoun_stands_where_the_next_engine_reads_it():
    assert behind("Me diga mais.") == "Diga-me mais." and ahead("Diga-me mais.") == "Me diga mais."
    assert behind("Por favor, se sente.") == "Por favor, sente-se."
    for said in ("Me disse tudo.", "Ele me diga.", "Não me diga."):
        assert behind(said) == ahead(said) == said


def test_a_step_is_prepared_for_what_is_read():
    assert (
        before(ES, "Me diga se você vem.", "Tell me if you come.", Manner(familiar=True))
        == "Diga-me se tu vens."
    )
    assert before(ES, "Me diga se você vem.", "Tell me if you come.", Manner()) == "Diga-me se você vem."
    assert before(IT, "Diga-me.", "Tell me.", Manner()) == "Me diga."
    assert before(Step("pt", "en", "en"), "Me diga.", None, Manner(familiar=True)) == "Me diga."
    assert after(ES, "Diga-me.", "Dígame.", "Tell me.", Manner(familiar=True)) == "Dime."
    assert after(ES, "Diga-me.", "Dígame.", "Tell me.", Manner()) == "Dígame."


def test_what_is_the_reader_s_is_not_somebody_else_s_in_french():
    assert yours("J'ai vu son message et ses photos.") == "J'ai vu votre message et vos photos."
    assert yours("Sa mère a SON sac.") == "Votre mère a SON sac."
    for noun in ("Le son de votre voix.", "Votre vélo fait un son étrange.", "Aucun son ne vient."):
        assert yours(noun) == noun
    assert after(FR, "", "Voici son sac.", "Here is your bag.", Manner()) == "Voici votre sac."
    for english in ("Here is his bag.", "Your mother has her bag.", None):
        assert after(FR, "", "Voici son sac.", english, Manner()) == "Voici son sac."
