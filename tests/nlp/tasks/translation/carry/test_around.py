"""What an engine cannot write, around it: with engines that copy, that fit words in, and that lose them."""

import pytest

from nlp.engines.alphabet import EVERYTHING, Alphabet
from nlp.engines.base import Rendering
from nlp.tasks.translation.carry import around

LATIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,:;!?'\"-()ãàéê")
NARROW = Alphabet(LATIN, LATIN, frozenset({"não", "naive", "India", "à"}))


def rendered(text: str | None) -> Rendering:
    return Rendering(text=text, engine="e", model="m", words=1)


class Engine:
    """Keeps what it was given, and answers in its manner."""

    def __init__(self, manner=lambda text: text) -> None:
        self.given: list[list[str]] = []
        self.manner = manner

    def __call__(self, texts):
        self.given.append(list(texts))
        return [rendered(self.manner(text)) for text in texts]


def through(engine: Engine, *texts: str, alphabet: Alphabet = NARROW) -> list[str | None]:
    return [one.text for one in around(alphabet, texts, engine)]


def test_an_engine_of_which_nothing_is_known_gets_texts_as_they_are():
    engine = Engine()
    assert through(engine, "“Łukasz” − ½", alphabet=EVERYTHING) == ["“Łukasz” − ½"]


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("“so” – it’s…", '"so" - it\'s...'),
        ("−5", "-5"),
        ("１２ ﬁnd ٣", "12 find 3"),
        ("a\u200bb\u00add", "abd"),
        ("NÃO quero", "não quero"),
        ("À noite", "à noite"),
        ("so naïve", "so naive"),
        ("in Índia", "in India"),
        ("cafe\u0301", "café"),
    ],
)
def test_what_says_the_same_is_written_plainly(text, given):
    engine = Engine()
    assert through(engine, text) == [given]
    assert engine.given == [[given]]


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("Jürgen Müller is here", "Jurgen Muller is here"),
        ("Mr. Yıldızhan", "Mr. Yildizhan"),
        ("Łukasz, Łukasz!", "Lukasz, Lukasz!"),
        ("Jean-Loïc's", "Jean-Loic's"),
        ("2³ is", "XQ1 is"),
        ("½ kg", "XQ1 kg"),
        ("★★★★☆", "XQ1"),
        ("C# and a^b", "XQ1 and XQ2"),
        ("Muller and Müller", "Muller and XQ1"),
    ],
)
def test_the_rest_goes_around(text, given):
    engine = Engine()
    assert through(engine, text) == [text]
    assert engine.given == [[given]]


def test_where_a_name_does_not_come_back_a_placeholder_goes():
    engine = Engine(lambda text: text.replace("Angel", "Anjo"))
    assert through(engine, "Ángel, come") == ["Ángel, come"]
    assert engine.given == [["Angel, come"], ["XQ1, come"]]


def test_where_nothing_comes_back_the_rest_is_translated_by_itself():
    engine = Engine(lambda text: text.replace("Angel", "").replace("XQ1", "").replace("come", "vem"))
    assert through(engine, "Please, Ángel, come now") == ["Please, Ángel, vem now"]
    assert engine.given[-1] == ["Please,", ", come now"]


def test_a_placeholder_that_comes_back_twice_is_lost():
    engine = Engine(lambda text: text.replace("½", "?") if "XQ" not in text else text + " " + text)
    assert through(engine, "take ½ now") == ["take ½ now"]


def test_a_failed_text_fails_and_no_other():
    engine = Engine(lambda text: None if "bad" in text else text)
    assert through(engine, "bad Łukasz", "good Łukasz") == [None, "good Łukasz"]


def test_a_text_with_nothing_else_than_what_is_strange_keeps_it():
    engine = Engine(lambda text: "")
    assert through(engine, "★★") == ["★★"]
