"""The browser and `nlp.autocomplete` predict the same from the files that ship, to the last bit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nlp.autocomplete.own import Own
from nlp.autocomplete.packed import read
from nlp.autocomplete.predictor import Predictor
from nlp.autocomplete.text import fold, place, sentences

MODELS = sorted((Path(__file__).parents[2] / "models/autocomplete").glob("*.bin"))
SENT = {
    "en": [
        "See you at the Kaminski place tomorrow",
        "I'll bring Zorblatt and the blue kayak",
        "zorblatt says hi",
    ],
    "pt": ["Vou à praia com a Jurema amanhã", "A Jurema não vem, né?"],
    "es": ["Mañana voy al taller de Ibarrola", "¿Vienes al taller conmigo?"],
    "fr": ["C'est l'anniversaire de Maëlys", "Maëlys n’est pas là aujourd'hui"],
    "de": ["Schöne Grüße aus dem Kleingarten", "Der Kleingarten ist jetzt fertig"],
    "it": ["Dov'è la Brambilla?", "La Brambilla è già qui"],
    "nl": ["Tot straks bij de Hoogvliet", "De hoogvliet is dicht"],
}
WRITTEN = {
    "en": [
        "Thank you so much for your help!",
        "i dont know. Im not sure",
        "HOW ARE you, my friend",
        "It’s fine",
    ],
    "pt": ["Voce nao vem? Tudo bem, até amanhã", "Você é de São Paulo", "Obrigado pela ajuda"],
    "es": ["¿Cómo estás? Muy bien, gracias", "manana por la manana", "¡Qué día!"],
    "fr": ["Je ne sais pas. C'est l'heure d'y aller", "ca va ? Oui, merci", "J’ai faim", "Où êtes-vous"],
    "de": ["Können Sie mir bitte helfen? Ich weiß", "grusse an die Straße", "Vielen Dank, schöner Tag"],
    "it": ["Perché non c'è? E' l'ora di andare", "piu tardi, ci sentiamo dopo"],
    "nl": ["Hoe gaat het met je? Goed, dank je wel", "één moment alstublieft", "Mag ik 2 kaartjes"],
}
ODD = [
    "",
    " ",
    "a",
    "A b\nT",
    "mail me@example.org no",
    "x1 ",
    "👍 th",
    "Hi… s",
    "(see th",
    "e",
    "é",
    "l'",
    "--",
    "I-",
]

PREDICT = """
async () => {
  const { predictorOf } = await import("/modules/features/compose/autocomplete/load.js");
  const { Own } = await import("/modules/features/compose/autocomplete/own.js");
  const predictor = await predictorOf(%(language)s);
  const own = new Own();
  for (const text of %(sent)s) own.learn(text, (token, initial) => predictor.canonical(token, initial));
  const list = (made) => made.map(({ text, chance }) => [text, chance]);
  const read = Own.from(own.kept());
  return %(texts)s.map((text) => [null, own, read].map((mine) => list(predictor.predict(text, mine))));
}
"""


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_the_browser_predicts_what_python_predicts(module, path):
    language = path.stem
    texts = [text[:at] for text in WRITTEN[language] for at in range(len(text) + 1)] + ODD
    predictor, own = Predictor(read(path)), Own()
    for text in SENT[language]:
        own.learn(text, predictor.canonical)
    expected = [
        [list(map(list, predictor.predict(text, mine))) for mine in (None, own, own)] for text in texts
    ]
    values = {"language": language, "sent": SENT[language], "texts": texts}
    found = module(PREDICT % {name: json.dumps(value) for name, value in values.items()})
    wrong = [(text, a, b) for text, a, b in zip(texts, expected, found, strict=True) if a != b]
    assert wrong == []
    assert sum(bool(one[0]) for one in expected) > len(texts) / 2


def test_every_language_of_the_interface_but_arabic_has_a_model():
    assert {path.stem for path in MODELS} == {"en", "pt", "es", "fr", "de", "it", "nl"}


TEXTS = [
    *ODD,
    *(text for texts in WRITTEN.values() for text in texts),
    "ŒUVRE ÆON Straße ça d’Été co-op",
    "www.x.y 3pm.",
]


def test_texts_fall_into_the_same_words(module):
    script = """
    async () => {
      const { fold, place, sentences } = await import("/modules/features/compose/autocomplete/words.js");
      return %s.map((text) => { const at = place(text);
        return [fold(text), sentences(text), at && [at.tokens, at.begun, at.upper]]; });
    }
    """
    found = module(script % json.dumps(TEXTS))
    expected = [[fold(text), sentences(text), (at := place(text)) and [*at]] for text in TEXTS]
    assert found == expected
