"""Canned answers and the reader's own, through the real encoders."""

import pytest

from nlp.encoder.embedding import Embedder
from nlp.encoder.similarity import Similarity
from nlp.tasks.replies import SuggestAsk, build_suggester
from wire.contracts.events import Answer
from wire.contracts.settings import Settings

CANNED = {
    "en": [
        ("hours", "We are open Monday to Saturday, from nine to half past six."),
        ("refund", "Refunds reach your account within five working days."),
        ("ship", "We ship within 24 hours; delivery takes two to three days."),
        ("return", "You can send it back free of charge within 30 days."),
        ("park", "There is free parking behind the shop."),
        ("pay", "You can pay by card, bank transfer or cash."),
        ("warranty", "All our machines have a two-year guarantee."),
        ("photo", "Please send us a photo of the damage, so that we can replace it."),
    ],
    "pt": [
        ("horario", "Abrimos de segunda a sábado, das nove às seis e meia."),
        ("reembolso", "O reembolso cai na sua conta em até cinco dias úteis."),
        ("entrega", "Enviamos em 24 horas; a entrega leva de dois a três dias."),
    ],
}

FITS = [
    ("en", "What time do you open on Saturday?", "", "hours"),
    ("en", "Que horas vocês abrem?", "What time do you open?", "hours"),
    ("en", "When will I get my money back?", "", "refund"),
    ("en", "Cuándo me devuelven el dinero?", "When do I get my money back?", "refund"),
    ("en", "How long does shipping take?", "", "ship"),
    ("en", "Can I send this lamp back?", "", "return"),
    ("en", "Is there somewhere to park?", "", "park"),
    ("en", "Do you accept credit cards?", "", "pay"),
    ("en", "It arrived broken", "", "photo"),
    ("pt", "When do you close today?", "Quando vocês fecham hoje?", "horario"),
    ("pt", "How many days until my order arrives?", "Quantos dias até meu pedido chegar?", "entrega"),
]

UNRELATED = [
    "I love your new website",
    "My name is Anna",
    "See you tomorrow then",
    "It is raining here",
    "lol",
]


@pytest.fixture(scope="module")
def answering(embedder, tmp_path_factory):
    home = tmp_path_factory.mktemp("own")
    suggester = build_suggester(Settings(home=home), embedder, similarity=Similarity(threads=1))

    def suggest(text, reader="en", answers=(), before=(), translated=""):
        vectors = embedder.embed([text, *before])
        context = tuple((True, vector) for vector in vectors[1:])
        asked = SuggestAsk(
            text=text,
            vector=vectors[0],
            reader=reader,
            other="es",
            context=context,
            answers=tuple(answers),
            translated=(translated,) if translated else (),
        )
        return suggester.suggest([asked])[0]

    return suggest


def canned(language):
    return [Answer(id=name, kind="canned", language=language, text=text) for name, text in CANNED[language]]


def test_canned_answers_come_where_they_fit(answering):
    found = {
        (text, right): [one.id for one in answering(text, reader, canned(reader), translated=translated)]
        for reader, text, translated, right in FITS
    }
    missed = {case: ids for case, ids in found.items() if case[1] not in ids}
    assert len(missed) <= 2, missed


def test_canned_answers_stay_away_where_they_do_not(answering):
    shown = {
        text: [one.id for one in answering(text, "en", canned("en")) if one.origin == "canned"]
        for text in UNRELATED
    }
    assert {text: ids for text, ids in shown.items() if ids} == {}


def test_what_was_answered_before_is_offered_for_the_same_question_in_another_language(answering):
    own = Answer(
        id="a1", kind="own", language="en", text="Ring the upper bell, I am on the 2nd floor.",
        answered="Which bell should I ring?",
    )  # fmt: skip
    other = Answer(
        id="a2", kind="own", language="en", text="It is the blue bike.", answered="Which bike is yours?"
    )
    found = answering("¿Qué timbre toco?", answers=[other, own], translated="Which bell do I ring?")
    assert found[0].id == "a1"
    assert found[0].origin == "own"
    assert "a2" not in [one.id for one in found]


def test_own_answers_are_not_offered_twice_in_a_row(answering):
    own = Answer(
        id="a1", kind="own", language="en", text="Ring the upper bell.", answered="Which bell should I ring?"
    )
    assert "a1" not in [
        one.id
        for one in answering("Which bell should I ring?", answers=[own], before=["Ring the upper bell."])
    ]


@pytest.mark.parametrize(
    "text", ["Your code is 482913", "My mother died last night", "I will hurt you", "Mi padre ha muerto"]
)
def test_nothing_after_codes_grief_and_threats(answering, text):
    own = Answer(id="a1", kind="own", language="en", text="Ha, great!", answered=text)
    assert answering(text, answers=[own]) == ()


def test_answers_in_another_language_than_the_readers_wait(answering):
    assert all(one.origin == "set" for one in answering("Que horas vocês abrem?", "en", canned("pt")))


def test_a_reader_whose_language_the_set_lacks_still_gets_canned_answers(answering):
    answers = [
        Answer(
            id="tider", kind="canned", language="sv", text="Vi har öppet måndag till lördag, nio till sex."
        )
    ]
    assert all(one.origin == "canned" for one in answering("What are your opening hours?", "sv", answers))


class Counting(Embedder):
    """Counts the texts that the slow encoder really reads."""

    def __init__(self) -> None:
        super().__init__(threads=2)
        self.read = 0

    def _compute(self, texts):
        self.read += len(texts)
        return super()._compute(texts)


def test_the_slow_encoder_reads_few_of_fifty_answers(tmp_path):
    """It takes 10 to 20 ms a text, so this is what keeps suggestions under half a second."""
    slow = Counting()
    suggester = build_suggester(Settings(home=tmp_path), slow, similarity=Similarity(threads=1))
    answers = tuple(
        Answer(
            id=f"a{n}", kind="own", language="en", text=f"It is on shelf {n}.", answered=f"Where is part {n}?"
        )
        for n in range(50)
    )
    asked = SuggestAsk(
        text="Where is the screwdriver?", vector=slow.embed(["Where is the screwdriver?"])[0],
        reader="en", other="es", answers=answers,
    )  # fmt: skip
    before = slow.read
    suggester.suggest([asked])
    assert 1 <= slow.read - before <= 10
