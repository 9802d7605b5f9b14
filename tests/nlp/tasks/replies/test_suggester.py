import pytest

from nlp.tasks.replies import SuggestAsk
from nlp.tasks.replies.phrases import LANGUAGES


@pytest.mark.parametrize("reader", LANGUAGES)
@pytest.mark.parametrize("other", ["en", "pt-BR", "de"])
def test_speaks_the_language_of_each_side(suggest, phrases, reader, other):
    replies = {reply.id: reply for reply in phrases.replies}
    found = suggest("Thank you so much for your help!", reader=reader, other=other)
    assert found[0].id == "you_are_welcome"
    for one in found:
        assert one.text == replies[one.id].text(reader)
        assert one.reads_as == replies[one.id].text(other)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Wie geht es Ihnen so?", "fine_and_you"),
        ("¿Cuánto cuesta?", "check_price"),
        ("Wo ist meine Bestellung?", "check_order"),
        ("Je voudrais réserver une table", "for_how_many"),
        ("Would you like some coffee?", "yes_please"),
        ("Где мой заказ?", "check_order"),
    ],
)
def test_fits_in_any_language_of_the_author(suggest, text, first):
    assert first in [one.id for one in suggest(text)]


@pytest.mark.parametrize("text", ["Ok", "Sounds good", "Thanks"])
def test_what_people_say_to_a_machine_after_a_word_is_not_offered(suggest, text):
    found = {one.id for one in suggest(text)}
    assert found
    assert not found & {"hello_how_are_you", "good_morning", "thank_you_kind"}


def test_three_different_intents_of_different_stance(suggest, phrases):
    stances = {reply.id: reply.stance for reply in phrases.replies}
    for text in (
        "Can we meet tomorrow at ten?",
        "Hi!",
        "I can't make it today",
        "I got the job!",
        "Tea or coffee?",
    ):
        found = suggest(text)
        assert len(found) == 3, text
        assert len({one.id for one in found}) == 3
        assert len({stances[one.id] for one in found}) == 3, text


def test_quiet_when_the_readers_language_is_not_written(suggest):
    assert suggest("Hi!", reader="ja") == ()
    assert suggest("Hi!", reader="") == ()


def test_other_side_reads_nothing_promised_where_its_language_is_not_written(suggest):
    found = suggest("Hi!", reader="en", other="ja")
    assert found
    assert all(one.reads_as is None for one in found)


@pytest.mark.parametrize(
    "text",
    [
        "Your verification code is 482913",
        "My father died yesterday",
        "Meu pai faleceu ontem",
        "I want to end my life",
        "There's smoke in the kitchen, get out",
        "You are an idiot",
        "CPU usage above 95% on host web-03",
        "asdfghjkl qwertz",
        "The treaty was signed in the nineteenth century",
        "What is your surname?",
        "Wie heißt du?",
    ],
)
def test_quiet_where_a_ready_made_reply_would_hurt_or_cannot_fit(suggest, text):
    assert suggest(text) == ()


def test_what_the_reader_has_just_said_is_not_offered_first(suggest):
    fresh = suggest("Is breakfast included?")
    assert fresh[0].id == "let_me_check"
    again = suggest("Is breakfast included?", before=[(True, "Vou verificar.")])
    assert again
    assert again[0].id != "let_me_check"


def test_what_the_other_said_before_does_not_count_as_said(suggest):
    found = suggest("Is breakfast included?", before=[(False, "Let me check."), (True, "Hm")])
    assert found[0].id == "let_me_check"


def test_a_second_message_leans_on_the_one_before_it(suggest):
    alone = suggest("in black, if possible")
    after = suggest("in black, if possible", before=[(False, "Do you have these shoes in my size?")])
    assert "check_stock" not in [one.id for one in alone]
    assert "check_stock" in [one.id for one in after]


def test_turns_without_vector_are_passed_over(suggester, embedder):
    vector = embedder.embed(["Hi!"])[0]
    ask = SuggestAsk(
        text="Hi!", vector=vector, reader="en", other="pt", context=((True, None), (False, None))
    )
    assert suggester.suggest([ask])[0]


def test_same_question_same_answer_alone_or_in_a_batch(suggester, embedder):
    texts = ["Hi!", "My father died yesterday", "How much is it?", "Thank you!"]
    vectors = embedder.embed(texts)
    asks = [
        SuggestAsk(text=text, vector=vector, reader="fr", other="en")
        for text, vector in zip(texts, vectors, strict=True)
    ]
    together = suggester.suggest(asks)
    assert together == [suggester.suggest([ask])[0] for ask in asks] == suggester.suggest(asks)
    assert [bool(found) for found in together] == [True, False, True, True]
    assert suggester.suggest([]) == []
