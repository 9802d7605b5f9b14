"""Portuguese that says "você", said to somebody who is called "tu"."""

import pytest

from nlp.tasks.translation.address.english import addresses, is_yours, you_does
from nlp.tasks.translation.address.portuguese import familiar
from nlp.tasks.translation.address.verbs import forms, second_person


@pytest.mark.parametrize(
    ("english", "portuguese", "said"),
    [
        ("Can you help me?", "Pode me ajudar?", "Podes me ajudar?"),
        ("Do you want to come tomorrow?", "Você quer vir amanhã?", "Tu queres vir amanhã?"),
        ("You have already paid.", "Você já pagou.", "Tu já pagaste."),
        ("What do you think?", "O que você acha?", "O que tu achas?"),
        ("Where are you?", "Onde está?", "Onde estás?"),
        ("I saw your message.", "Vi a sua mensagem.", "Vi a tua mensagem."),
        ("Please wait a moment.", "Por favor, espere um momento.", "Por favor, espera um momento."),
        ("Don't worry, sit down.", "Não se preocupe, sente-se.", "Não te preocupes, senta-te."),
        ("Tell me more.", "Diga-me mais.", "Diz-me mais."),
        ("Call me when you get home.", "Ligue-me quando chegar em casa.", "Liga-me quando chegares em casa."),
        ("I bought it for you.", "Comprei para você.", "Comprei para ti."),
        ("I want to go with you.", "Quero ir com você.", "Quero ir contigo."),
        ("I hope you like it.", "Espero que goste.", "Espero que gostes."),
        ("I can help you.", "Posso ajudar você.", "Posso ajudar-te."),
        ("They took your bag.", "Eles levaram a sua bolsa.", "Eles levaram a tua bolsa."),
        (
            "If you want, I will send you the photo.",
            "Se você quiser, envio-lhe a foto.",
            "Se tu quiseres, envio-te a foto.",
        ),
    ],
)
def test_the_reader_is_called_tu(english, portuguese, said):
    assert familiar(portuguese, english) == said


@pytest.mark.parametrize(
    ("english", "portuguese"),
    [
        ("Where is my order?", "Onde está o meu pedido?"),
        ("He likes his new house.", "Ele gosta da sua nova casa."),
        ("Your parcel has arrived.", "O pacote chegou."),
        ("Thank you, it is ready.", "Obrigado, está pronto."),
        ("You are all welcome, can you come?", "Vocês são bem-vindos, podem vir?"),
        ("Can you help me, sir?", "O senhor pode me ajudar?"),
        ("I hope he comes.", "Espero que venha."),
        ("I think it is late.", "Acho que é tarde."),
    ],
)
def test_nobody_else_is(english, portuguese):
    assert familiar(portuguese, english) == portuguese


def test_without_english_only_what_says_so_is_changed():
    assert familiar("Você vem hoje? O João vem.") == "Tu vens hoje? O João vem."
    assert familiar("Pode me ajudar?") == "Podes me ajudar?"
    assert familiar("Está pronto?") == "Está pronto?"
    assert familiar("Tu vens hoje?") == "Tu vens hoje?"


def test_english_tells_who_does_and_whose_it_is():
    assert you_does("Do you know if you can come?") == 2
    assert you_does("You're late, thank you for waiting. See you!") == 1
    assert you_does("I will call you") == 0
    assert addresses("It is yours.") and not addresses("It is mine.")
    assert is_yours("Is this your bag?") and not is_yours("Your mother has her bag.")


def test_every_verb_of_the_table_has_a_form_of_its_own():
    known = forms()
    for table in (known.told, known.conditional):
        assert len(table) > 20
        assert all(third != second for third, second in table.items())
    assert all(third not in both for third, both in known.asking.items())
    assert second_person("hoje") is None and second_person("falou") == "falaste"
