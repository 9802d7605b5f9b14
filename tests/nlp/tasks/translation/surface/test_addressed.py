"""Who is greeted by name keeps it in English, and what follows is said by itself."""

import pytest

from nlp.tasks.translation.stages.phrases import what_is_known
from nlp.tasks.translation.surface.addressed import addressed


@pytest.mark.parametrize(
    ("source", "text", "said", "rest"),
    [
        ("pt", "Olá Paulo! O meu cachorro está doente!", "Hello Paulo! ", "O meu cachorro está doente!"),
        ("pt", "querida maria, adorei o presente", "dear maria, ", "adorei o presente"),
        ("pt", "Querida Maria. Dormi mal.", "Dear Maria. ", "Dormi mal."),
        ("fr", "Chère Maria, j'ai mal dormi!", "Dear Maria, ", "j'ai mal dormi!"),
        ("pt", "Olá Paulo!", "Hello Paulo!", ""),
    ],
)
def test_a_greeting_keeps_its_name(source, text, said, rest):
    assert addressed(source, "en", text) == (said, rest)
    known = what_is_known(source, "en", text)
    assert known.known.startswith(said) and (known.known + known.rest + known.after).startswith(said)


@pytest.mark.parametrize(
    "text",
    [
        "Olá mundo! Tudo bem?",
        "Querida cliente, veja isto.",
        "Cara nova, vida nova.",
        "A Maria, sim.",
        "Olá Paulo e Ana.",
    ],
)
def test_nothing_else_is_taken_for_one(text):
    assert addressed("pt", "en", text) == ("", text)
    assert addressed("en", "pt", "Hello Paulo! My dog is sick.")[0] == ""
