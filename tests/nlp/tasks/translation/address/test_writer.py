"""Portuguese out of English as a woman or a man says it, and nobody else's gender changed."""

import pytest

from nlp.tasks.translation.address.between import Step, after
from nlp.tasks.translation.address.manner import Manner
from nlp.tasks.translation.address.writer import of_writer
from nlp.tasks.translation.draft import Draft, Prepared
from nlp.tasks.translation.layout.pieces import Piece
from nlp.tasks.translation.stages.phrases import phrases
from nlp.tasks.translation.translator import Ask

FRAMES = (
    ("Estou {} hoje.", "I am {} today."),
    ("Hoje estou muito {}, mas contente.", "I am very {} today, but glad."),
    ("Não me sinto {}.", "I do not feel {}."),
    ("Eu fiquei tão {}!", "I was so {}!"),
    ("Estava {} ontem.", "I was {} yesterday."),
    ("Isso me deixa {}.", "That makes me {}."),
    ("Quero estar {} amanhã.", "I want to be {} tomorrow."),
)
WORDS = (("cansado", "cansada"), ("nervoso", "nervosa"), ("pronto", "pronta"), ("confuso", "confusa"))


@pytest.mark.parametrize(("man", "woman"), WORDS)
def test_what_is_said_of_the_writer_is_said_as_they_say(man, woman):
    for frame, english in FRAMES:
        for written in (man, woman):
            said = frame.format(written)
            assert of_writer(said, "feminine", english.format("so")) == frame.format(woman)
            assert of_writer(said, "masculine", english.format("so")) == frame.format(man)


@pytest.mark.parametrize(
    ("english", "man", "woman"),
    [
        ("Thank you very much for your help!", "Muito obrigado pela ajuda!", "Muito obrigada pela ajuda!"),
        ("Thanks. I'm on my way.", "Obrigado. Estou a caminho.", "Obrigada. Estou a caminho."),
        ("I am tired and worried.", "Estou cansado e preocupado.", "Estou cansada e preocupada."),
        ("I was a good student.", "Eu era um bom aluno.", "Eu era uma boa aluna."),
        ("I'm a teacher and live alone.", "Sou professor e moro sozinho.", "Sou professora e moro sozinha."),
        ("I did it myself.", "Eu mesmo fiz isso.", "Eu mesma fiz isso."),
        ("I was invited.", "Fui convidado.", "Fui convidada."),
        ("I was forced to leave.", "Fui obrigado a sair.", "Fui obrigada a sair."),
        ("I'm ready, professor.", "Estou pronto, professor.", "Estou pronta, professor."),
        ("I'M DEAF", "SOU SURDO", "SOU SURDA"),
    ],
)
def test_thanks_predicates_and_names_of_what_one_is(english, man, woman):
    for said in (man, woman):
        assert of_writer(said, "masculine", english) == man
        assert of_writer(said, "feminine", english) == woman


@pytest.mark.parametrize(
    ("english", "said"),
    [
        ("He is tired, I am not.", "Ele está cansado, eu não."),
        ("My brother was ready and I came.", "Meu irmão estava pronto e eu vim."),
        ("I'm at the market.", "Estou no mercado."),
        ("I'm waiting for the order.", "Estou esperando o pedido."),
        ("They were forced to pay.", "Foram obrigados a pagar."),
        ("I'm looking for a dress.", "Estou à procura de um vestido."),
        ("I have no way out.", "Fiquei sem saída."),
        ("He left me a message.", "Ele me deixou um recado."),
        ("I have a lot of work.", "Tenho muito trabalho."),
    ],
)
def test_nothing_else_is_changed(english, said):
    assert of_writer(said, "feminine", english) == of_writer(said, "masculine", english) == said


def test_engines_are_followed_where_english_becomes_portuguese_and_nowhere_else():
    tired, woman = ("I am tired.", "Estou cansado."), Manner(writer="feminine")
    assert after(Step("en", "pt", "fr"), *tired, None, woman) == "Estou cansada."
    assert after(Step("en", "pt", "fr"), *tired, None, Manner()) == "Estou cansado."
    assert after(Step("es", "pt", "pt"), "Estoy cansado.", "Estou cansado.", None, woman) == "Estou cansado."
    assert Manner().key == () and woman.key != Manner(writer="masculine").key


def test_the_phrasebook_thanks_as_the_writer_does():
    asked = [Ask("Thank you!", "en", "pt", writer=one) for one in (None, "masculine", "feminine")]
    pieces = Prepared(pieces=(Piece("Thank you!", True),))
    said = [
        draft.said[0].known
        for draft in phrases([Draft(one, pieces, manner=Manner(writer=one.writer)) for one in asked])
    ]
    assert said[0] == said[1] != said[2] and said[2].startswith("Obrigada")
