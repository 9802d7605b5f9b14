"""French verbs after "vous", where Apertium had "usted" or "vostè"."""

import pytest

from nlp.engines.apertium.agreement import agreed


@pytest.mark.parametrize(
    ("source", "rendered", "agreeing"),
    [
        ("¿Usted está listo?", "Vous est prêt?", "Vous êtes prêt?"),
        ("¿Cuándo llegó usted?", "Quand vous est arrivé?", "Quand vous êtes arrivé?"),
        ("Vostè no va a casa.", "Vous ne va pas à la maison.", "Vous n'allez pas à la maison."),
        ("Usted se siente mal.", "Vous se sent mal.", "Vous vous sentez mal."),
        ("Usted se llama Ana, creo.", "Vous s'appelle Ana, je crois.", "Vous vous appelez Ana, je crois."),
        (
            "Si usted pudiera …",
            "Si vous pourrait, vous n'a pas tort",
            "Si vous pourriez, vous n'avez pas tort",
        ),
        ("Usted empezará.", "Vous commencera.", "Vous commencerez."),
        ("Usted comía.", "Vous mangeait.", "Vous mangiez."),
        ("Si usted tiene", "Si vous ait", "Si vous avez"),
        (
            "Está buscando algo.",
            "Il est en cherchant quelque chose.",
            "Il est en train de chercher quelque chose.",
        ),
        ("Estoy intentando.", "Je suis en essayant.", "Je suis en train d'essayer."),
        ("Estamos comiendo.", "Nous sommes en mangeant.", "Nous sommes en train de manger."),
        ("Siéntese.", "Asseyez-soi.", "Asseyez-vous."),
        ("Ustedes tienen razón.", "Vous ont raison.", "Vous avez raison."),
    ],
)
def test_a_verb_goes_with_its_subject(source, rendered, agreeing):
    assert agreed(source, rendered) == agreeing


@pytest.mark.parametrize(
    ("source", "rendered"),
    [
        ("Os ha llegado el paquete, usted verá", "Vous est arrivé le colis"),
        ("Ha llegado", "Vous est arrivé"),
        ("Esto para usted es bueno", "Ceci pour vous est bon"),
        ("Usted habla", "Vous xyzzy"),
        ("Usted tiene", "Vous avez"),
        ("Le gustará a usted", "Vous plaira"),
    ],
)
def test_what_may_be_something_else_stays(source, rendered):
    assert agreed(source, rendered) == rendered
