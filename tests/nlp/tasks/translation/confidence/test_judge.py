"""Confidence: what tells a bad translation from a good one, and what has none."""

import msgspec
import pytest

from nlp.encoder.similarity import Similarity
from nlp.errors import EngineMissing
from nlp.tasks.language import Detector
from nlp.tasks.translation.confidence.judge import FEATURES, SIGN_LOST, Evidence, Weights, build_judge
from nlp.tasks.translation.translator import Ask, Translator, build_translator
from tests.nlp.tasks.translation.test_translator import Clumsy
from wire.contracts.events import Correction
from wire.contracts.settings import Settings


@pytest.fixture(scope="module")
def judge():
    return build_judge(Similarity(threads=1), Detector())


@pytest.fixture(scope="module")
def judged(tmp_path_factory, judge):
    translator = build_translator(Settings(home=tmp_path_factory.mktemp("house")), judge=judge)
    yield translator
    translator.close()


def evidence(text, translation, source="en", target="pt", **more):
    given = {"steps": 1, "quality": 67.6} | more
    return Evidence(source=source, target=target, text=text, translation=translation, **given)


def sure(translator, text, source="en", target="pt", **more):
    (done,) = translator.translate([Ask(text, source, target, **more)])
    return done.confidence


ORDER = "I would like to return my order and get a refund, please."
DEVOLVER = "Gostaria de devolver meu pedido e receber um reembolso, por favor."


def test_a_good_translation_is_sure_and_a_wrong_one_is_not(judge):
    good, wrong, cut, other = judge.judge(
        [
            evidence(ORDER, DEVOLVER),
            evidence(ORDER, "O gato está dormindo em cima da mesa da cozinha agora."),
            evidence(ORDER, "Gostaria."),
            evidence(ORDER, "the the the the the the the the the the"),
        ]
    )
    assert good > 0.85
    assert wrong < 0.3
    assert cut < good and other < 0.5


def test_unknown_words_and_further_steps_make_less_sure(judge):
    clear, unknown, far = judge.judge(
        [
            evidence(ORDER, DEVOLVER, words=12),
            evidence(ORDER, DEVOLVER, words=12, unknown=4),
            evidence(ORDER, DEVOLVER, steps=3, quality=38),
        ]
    )
    assert clear > unknown and clear > far


def test_a_lost_sign_bounds_it_and_tells_where_nothing_else_does(judge):
    whole, lost, unmeasured = judge.judge(
        [
            evidence(ORDER + " I paid 5 ₸.", DEVOLVER + " Paguei 5 ₸."),
            evidence(ORDER + " I paid 5 ₸.", DEVOLVER + " Paguei 5 euros."),
            evidence("Hello at 5 ₸", "Saluton je 5", target="eo"),
        ]
    )
    assert whole > 0.6
    assert lost <= SIGN_LOST and unmeasured == SIGN_LOST


def test_it_is_a_probability_and_null_where_nothing_tells(judge):
    known, none, looked_up = judge.judge(
        [
            evidence("Hello", "Olá"),
            evidence("Hello there", "Saluton", target="eo"),
            evidence("Hello there", "Hola", target="ca", words=2),
        ]
    )
    assert 0 <= known <= 1 and none is None and 0 <= looked_up <= 1
    assert judge.judge([]) == []


def test_translations_carry_it(judged):
    assert sure(judged, "Can you tell me when my parcel will arrive at the office?") > 0.8
    assert sure(judged, "Can you tell me when my parcel will arrive at the office?") > 0.8


def test_the_phrasebook_has_none_and_memory_has_all(judged):
    assert sure(judged, "thanks") is None
    memory = (Correction(source=ORDER, target="Sim.", source_language="en", target_language="pt"),)
    assert sure(judged, ORDER, memory=memory) == 1.0


def test_without_a_judge_there_is_none(translator):
    assert sure(translator, ORDER) is None


def test_a_broken_judge_costs_no_translation(tmp_path):
    class Broken:
        def judge(self, evidence):
            raise OSError("no model")

    translator = Translator([Clumsy(lambda text: text)], Settings(home=tmp_path), judge=Broken())
    (done,) = translator.translate([Ask("a word", "en", "xx")])
    assert (done.status, done.confidence) == ("done", None)


def test_weights_of_another_version_are_refused(tmp_path):
    numbers = tuple(1.0 for _ in FEATURES[1:])
    weights = Weights(
        model="x", features=FEATURES[1:], mean=numbers, deviation=numbers, weight=numbers, bias=0.0
    )
    tmp_path.joinpath("weights.json").write_bytes(msgspec.json.encode(weights))
    with pytest.raises(EngineMissing, match="another version"):
        build_judge(Similarity(), Detector(), tmp_path)
    with pytest.raises(EngineMissing, match="Install"):
        build_judge(Similarity(), Detector(), tmp_path / "nowhere")


def test_a_translation_that_lost_the_not_may_be_wrong_however_alike_it_is(judge):
    kept, lost = judge.judge(
        [
            evidence(
                "We can not send the parcel before Friday, sorry.",
                "Não podemos enviar o pacote antes de sexta-feira, desculpe.",
            ),
            evidence(
                "We can not send the parcel before Friday, sorry.",
                "Podemos enviar o pacote antes de sexta-feira, desculpe.",
            ),
        ]
    )
    assert kept > 0.8
    assert lost <= 0.4


@pytest.mark.parametrize(
    ("text", "translation", "term"),
    [
        ("Order from Müller & Söhne today", "Peça hoje na Casa Müller", "müller & söhne"),
        ("The C++ guild meets today", "A guilda C mais mais se encontra hoje", "c++"),
        ("The no-show fee is due today", "A taxa de ausência vence hoje", "no-show"),
    ],
)
def test_what_a_glossary_agreed_is_no_loss(judge, text, translation, term):
    without, agreed = (evidence(text, translation, agreed=terms) for terms in ((), (term,)))
    assert judge.judge([without])[0] <= SIGN_LOST < judge.judge([agreed])[0]
