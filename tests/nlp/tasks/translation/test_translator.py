"""The whole of translation, on the real engines of this machine; and on engines that misbehave."""

from collections.abc import Sequence

import pytest

from nlp.engines.alphabet import EVERYTHING, Alphabet
from nlp.engines.base import Edge, Rendering
from nlp.errors import EngineFailed
from nlp.tasks.translation.protect.placeholders import intact
from nlp.tasks.translation.stages.recall import REMEMBERED
from nlp.tasks.translation.translator import Ask, Translator, build_translator
from wire.contracts.errors import SettingsError
from wire.contracts.settings import Settings

TOKENS = [
    "Hello 🎉 world",
    "Write to bob@x.com about #A-1234 please",
    "I paid R$ 1.234,50 on 12/05/2024 at 5pm for 3 kg",
    "Meet me at 10:30 @bob, bring 2 bags 😂😂",
    "see https://x.y/z?q=1. Then call +55 11 91234-5678 👍🏽",
    "I ❤️ you :)",
    "`rm -rf x` deletes report_v2.pdf, see #help",
    "Order ABC-123-XYZ costs $12.50, not €20 or 1,234.50!",
    "1 2 3 4 5 cats 🐱 and 6 dogs 🐶 and 7 birds 🐦",
    "{name}, your code is 123456 <b>now</b>",
    "is XQ1 or ZX2 the right one, @ann?",
    "I have 👨‍👩‍👧 and 🇧🇷 in my heart",
]


def one(translator, text, source="en", target="pt"):
    (translation,) = translator.translate([Ask(text, source, target)])
    return translation


def test_a_message_is_translated_and_says_by_whom(translator):
    done = one(translator, "The house is blue.", "en-US", "pt-BR")
    assert (done.status, done.text, done.engine) == ("done", "A casa é azul.", "firefox")
    assert done.model == "enpt-1693087644"
    assert done.route == ("en", "pt")
    assert not done.rough


@pytest.mark.parametrize("text", TOKENS)
def test_every_token_comes_out_as_it_went_in(translator, text):
    done = one(translator, text)
    assert done.status == "done"
    assert intact(text, done.text), done.text


@pytest.mark.parametrize("text", TOKENS)
def test_also_on_a_path_of_two_engines(spanish, text):
    done = one(spanish, text, target="es")
    assert done.route == ("en", "pt", "es")
    assert done.engine == "firefox+apertium"
    assert intact(text, done.text), done.text


def test_short_messages_come_from_the_phrasebook(translator):
    done = one(translator, "thanks 🙏")
    assert (done.text, done.engine, done.status) == ("obrigado 🙏", "phrasebook", "done")


def test_lines_bullets_and_code_stay(translator):
    text = "The house is blue.\n\n- the car is red 🚗\n```\nprint('hello')\n```\r\n  Goodbye!"
    done = one(translator, text).text
    assert done.startswith("A casa é azul.\n\n- ")
    assert "🚗\n```\nprint('hello')\n```\r\n  Tchau!" in done


def test_capitals_and_missing_marks_are_the_author_s(translator):
    assert one(translator, "WHERE IS THE HOUSE").text.isupper()
    assert one(translator, "the house is blue").text == "a casa é azul"


def test_chat_spelling_is_understood(translator):
    assert "tomorrow" in one(translator, "vc vem amanha?", "pt", "en").text
    assert "can't" in one(translator, "nao consigo acessar", "pt", "en").text


def test_greetings_and_laughter_within_a_message(translator):
    assert (
        one(translator, "Oi, tudo bem? A casa é azul", "pt", "en").text
        == "Hi, how are you? The house is blue"
    )
    assert one(translator, "kkkkkk a casa é azul", "pt", "en").text == "haha the house is blue"
    assert one(translator, "Thanks, bye!").text == "Obrigado, tchau!"
    assert one(translator, "Hi, I am here").text.startswith("Oi, e")


def test_a_time_gets_the_right_words_around_it(translator):
    assert one(translator, "I will be there at 5pm").text.endswith("às 5pm")


def test_the_wrong_sentence_of_the_model_is_avoided(translator):
    assert "flores" in one(translator, "Thank you for the flowers").text
    assert "flowers" in one(translator, "Obrigada pelas flores.", "pt", "en").text


@pytest.mark.parametrize(
    ("text", "source", "target", "status", "reason"),
    [
        ("olá, pessoal", "pt", "pt-BR", "not_needed", None),
        ("😀 https://a.b 12:30", "en", "pt", "not_needed", None),
        ("😀", None, "pt", "not_needed", None),
        ("hm what", None, "pt", "unsupported", "unknown_language"),
        ("hello there", "en", "xx", "unsupported", "unsupported_pair"),
    ],
)
def test_what_is_not_translated_says_why(translator, text, source, target, status, reason):
    answer = one(translator, text, source, target)
    assert (answer.status, answer.reason, answer.text) == (status, reason, None)


def test_a_mixed_batch_keeps_its_order(translator):
    asks = [
        Ask("The house is blue.", "en", "pt"),
        Ask("A casa é azul.", "pt", "en"),
        Ask("x y", None, "pt"),
        Ask("The house is blue.", "en", "pt"),
        Ask("The car is red.", "en", "pt"),
    ]
    answers = translator.translate(asks)
    assert [answer.text for answer in answers] == [
        "A casa é azul.",
        "The house is blue.",
        None,
        "A casa é azul.",
        "O carro é vermelho.",
    ]
    assert translator.translate([]) == []


def test_pairs_and_rough_ones(spanish):
    assert {("en", "pt"), ("pt", "en"), ("en", "es"), ("es", "en")} <= set(spanish.pairs())
    assert {("en", "fr"), ("fr", "en")} <= set(spanish.rough())
    assert not {("en", "pt"), ("pt", "en"), ("en", "es"), ("es", "en")} & set(spanish.rough())


def test_a_pinned_route_is_taken(tmp_path, spanish):
    pinned = build_translator(Settings(home=tmp_path, routes=("en-es=en>es",)))
    assert one(pinned, "The house is blue.", "en", "es").route == ("en", "es")
    pinned.close()


def test_a_pin_without_an_engine_is_refused(tmp_path):
    with pytest.raises(SettingsError):
        build_translator(Settings(home=tmp_path, routes=("en-xx=en>xx",)))


class Clumsy:
    """An engine from "en" to "xx" that does to each text what it is told to."""

    name = "clumsy"

    def __init__(self, does) -> None:
        self.does, self.calls, self.closed = does, 0, False

    def edges(self) -> tuple[Edge, ...]:
        return (Edge(source="en", target="xx", engine=self.name, model="m", quality=50, cost=0.1),)

    def alphabet(self, source: str, target: str) -> Alphabet:
        return EVERYTHING

    def translate(self, source: str, target: str, texts: Sequence[str]) -> list[Rendering]:
        self.calls += len(texts)
        return [Rendering(text=self.does(text), engine=self.name, model="m") for text in texts]

    def close(self) -> None:
        self.closed = True


def clumsy(tmp_path, does) -> tuple[Translator, Clumsy]:
    engine = Clumsy(does)
    return Translator([engine], Settings(home=tmp_path)), engine


def no_digits(text: str) -> str:
    return "".join(letter for letter in text if not letter.isdigit())


@pytest.mark.parametrize("text", TOKENS)
def test_an_engine_that_eats_every_digit_eats_no_token(tmp_path, text):
    translator, _ = clumsy(tmp_path, no_digits)
    done = one(translator, text, target="xx")
    assert done.status == "done"
    assert intact(text, done.text), done.text


def test_one_bad_text_does_not_fail_its_neighbours(tmp_path):
    def breaks(text: str) -> str:
        if "bad" in text:
            raise EngineFailed("no")
        return text

    translator, _ = clumsy(tmp_path, breaks)
    asks = [Ask(f"a {word} word", "en", "xx") for word in ("good", "bad", "better")]
    first, second, third = translator.translate(asks)
    assert (first.status, second.status, third.status) == ("done", "failed", "done")
    assert second.reason == "engine_error" and second.text is None


def test_a_text_that_an_engine_gives_up_on_has_failed(tmp_path):
    translator, _ = clumsy(tmp_path, lambda text: None)
    assert one(translator, "a word", target="xx").reason == "engine_error"


def test_a_loop_is_broken_up_or_fails_honestly(tmp_path):
    def stutters(text: str) -> str:
        return text if len(text) < 20 else "once more " * 30

    translator, _ = clumsy(tmp_path, stutters)
    assert (
        one(translator, "a short one, and also another", target="xx").text == "a short one, and also another"
    )
    failed = one(translator, "a long one without anything in between", target="xx")
    assert (failed.status, failed.reason) == ("failed", "repetition")


def test_what_was_translated_is_remembered_and_failures_are_not(tmp_path):
    translator, engine = clumsy(tmp_path, lambda text: None if "bad" in text else text)
    for _ in range(3):
        translator.translate([Ask("a word", "en", "xx"), Ask("a word", "en", "xx")])
    assert engine.calls == 1
    one(translator, "a bad word", target="xx")
    one(translator, "a bad word", target="xx")
    assert engine.calls == 3


def test_memory_is_bounded(tmp_path):
    translator, engine = clumsy(tmp_path, lambda text: text)
    words = [Ask(f"word {chr(97 + n % 26) * (n // 26 + 1)}q", "en", "xx") for n in range(300)]
    translator.translate(words)
    many = [
        Ask(f"an item called {n:b}".replace("1", "a").replace("0", "b"), "en", "xx")
        for n in range(REMEMBERED)
    ]
    translator.translate(many)
    before = engine.calls
    translator.translate(words[:1])
    assert engine.calls == before + 1


def test_closing_closes_the_engines(tmp_path):
    translator, engine = clumsy(tmp_path, lambda text: text)
    translator.close()
    assert engine.closed


def test_a_reader_is_spoken_to_as_asked(spanish):
    def said(text, source, address):
        (done,) = spanish.translate([Ask(text, source, "es", address=address)])
        return done.text

    assert said("You can pay later.", "en", "formal") == "Usted puede pagar más tarde."
    assert said("You can pay later.", "en", "informal") == "Tú puedes pagar más tarde."
    assert said("Você pode pagar?", "pt", "formal") == "¿Usted puede pagar?"
    assert said("Você pode pagar?", "pt", "informal") == "¿Tú puedes pagar?"
    assert said("Tu podes pagar?", "pt", "formal") == "¿Tú puedes pagar?", "the text tells"
    assert said("Thank you for your help", "en", "formal") == "Gracias por su ayuda", "phrases, too"
    assert said("Thank you for your help", "en", "informal") == "Gracias por tu ayuda"
    assert said("He can pay later.", "en", "informal") == said("He can pay later.", "en", "formal")
