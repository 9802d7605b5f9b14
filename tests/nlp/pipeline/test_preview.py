"""Previews by the pipeline that ships: what the other side would read, read back, and what got lost."""

import pytest

from nlp.pipeline import build
from nlp.preview import MOST_MARKS, Previews
from nlp.tasks.language import Detector
from nlp.tasks.translation.routes.cache import NoCache
from tests.nlp.pipeline.conftest import NOW, posted
from wire.contracts.events import Mark, PreviewAsked, Term, Translation


def asked(text, language="en", target="pt", **more):
    return PreviewAsked(
        request_id=text, person_id="p", conversation_id="c", text=text, language=language, target=target,
        asked_at=NOW, expires_at=NOW, **more,
    )  # fmt: skip


def done(text):
    return Translation(status="done", text=text, engine="e", model="m")


@pytest.mark.slow
def test_what_is_sent_reads_as_it_was_previewed(pipeline):
    text = "Could you send the blue boxes to my sister on Friday?"
    [shown] = pipeline.preview([asked(text)])
    [sent] = pipeline.enrich([posted(text)])
    assert shown.translation == sent.translations["pt"]
    assert "sexta" in shown.translation.text
    assert "Friday" in shown.back.text
    assert (shown.request_id, shown.person_id, shown.language, shown.marks) == (text, "p", "en", ())


class Shelf(NoCache):
    """A shared cache that can be looked into."""

    def __init__(self):
        self.kept = {}

    def get_many(self, keys):
        return {key: self.kept[key] for key in keys if key in self.kept}

    def put_many(self, items):
        self.kept |= items


@pytest.mark.slow
def test_what_nobody_has_sent_is_not_shared(home_settings):
    shelf = Shelf()
    pipeline = build(home_settings, cache=shelf)
    warm = dict(shelf.kept)
    assert warm, "what is translated is shared"
    [shown] = pipeline.preview([asked("My secret garden is behind the old mill.")])
    assert shown.translation.status == shown.back.status == "done"
    assert shelf.kept == warm
    [sent] = pipeline.enrich([posted("The post office is behind the new station.")])
    assert sent.status == "done"
    assert len(shelf.kept) > len(warm)
    pipeline.close()


@pytest.mark.slow
def test_previews_are_let_in_also_within_one_letter(pipeline):
    letter = "\n".join(
        f"In house {number} there lives an old man with {number} cats." for number in range(40, 70)
    )
    shown = []

    def yield_to_urgent():
        shown.extend(pipeline.preview([asked(f"Please bring {len(shown) + 200} apples.")]))

    [alone] = pipeline.enrich([posted(letter)])
    again = letter.replace("old", "small")
    [interrupted] = pipeline.enrich([posted(again)], yield_to_urgent)
    assert len(shown) >= 4
    assert all(str(200 + number) in one.translation.text for number, one in enumerate(shown))
    assert alone.status == interrupted.status == "done"
    assert [
        number for number in range(40, 70) if str(number) not in interrupted.translations["pt"].text
    ] == []
    assert "apples" not in interrupted.translations["pt"].text


@pytest.mark.slow
def test_a_glossary_holds_in_both_directions(pipeline):
    terms = (Term(source="Oakwood Desk", target="Mesa Carvalho"),)
    [shown] = pipeline.preview([asked("The Oakwood Desk is too expensive for me.", terms=terms)])
    assert "Mesa Carvalho" in shown.translation.text
    assert "Oakwood Desk" in shown.back.text
    assert shown.marks == (), "what people agreed on is no loss"


@pytest.mark.slow
def test_a_translation_that_is_there_is_read_back_and_held_against_the_original(pipeline):
    wrong = done("Por favor, não envie 13 caixas ao senhor Silva.")
    [shown] = pipeline.preview([asked("Please send 30 boxes to Mr Pereira.", given=wrong)])
    assert shown.translation == wrong
    assert "13" in shown.back.text
    assert Mark(kind="number", text="30", became="13") in shown.marks
    assert Mark(kind="name", text="Pereira", became="Silva") in shown.marks
    assert Mark(kind="negation", text="", became="não") in shown.marks


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "target", "status"),
    [
        ("👍", "pt", "not_needed"),
        ("Bom dia, tudo bem com você?", "pt", "not_needed"),
        ("How are you doing today?", "tlh", "unsupported"),
    ],
)
def test_what_is_not_translated_is_not_read_back(pipeline, text, target, status):
    [shown] = pipeline.preview([asked(text, target=target)])
    assert shown.translation.status == status
    assert shown.back is None
    assert shown.marks == ()


def with_translations(**known):
    """Previews on what some engine might say: `en` of the Portuguese, `pt` of the English."""

    def translate(asks):
        return [done(known[ask.target]) for ask in asks]

    return Previews(Detector(), translate)


def test_what_only_the_reading_back_has_otherwise_says_so():
    previews = with_translations(pt="Não posso pagar 30 euros ao Pereira.", en="I can pay 13 euros to Perry.")
    [shown] = previews.preview([asked("I cannot pay 30 euros to Pereira.")])
    assert {(mark.kind, mark.text, mark.became, mark.where) for mark in shown.marks} == {
        ("number", "30", "13", "back"),
        ("name", "Pereira", "Perry", "back"),
        ("negation", "cannot", "", "back"),
    }


def test_what_reads_back_right_weighs_little():
    previews = with_translations(
        pt="Os Termos mudam, escreva para a Cor-de-Rosa.", en="The Terms change, write to Rosa."
    )
    [shown] = previews.preview([asked("The Terms change, write to Rosa.")])
    assert shown.marks == (Mark(kind="name", text="Terms", where="forth"),)
    previews = with_translations(pt="Não pago ao Silva.", en="I do not pay Terms or Perry 3.")
    [shown] = previews.preview([asked("I do not pay Terms or Pereira.")])
    assert [(mark.text, mark.where) for mark in shown.marks] == [
        ("Pereira", "translation"),
        ("", "back"),
        ("Terms", "forth"),
    ]


def test_what_the_translation_lost_is_not_told_twice():
    previews = with_translations(pt="Posso pagar.", en="I can pay.")
    [shown] = previews.preview([asked("I cannot pay.")])
    assert shown.marks == (Mark(kind="negation", text="cannot"),)


@pytest.mark.parametrize(
    ("text", "there", "mark"),
    [
        ("It is −5 °C today.", "Hoje faz 5 °C.", Mark(kind="sign", text="−")),
        ("Stop if x ≤ 5 now.", "Pare se x < 5 agora.", Mark(kind="sign", text="≤", became="<")),
        ("It costs 5 ₸ today.", "Hoje custa 5.", Mark(kind="sign", text="₸")),
        ("It weighs 5 kg now.", "Agora pesa 5.", Mark(kind="sign", text="kg")),
        (
            "Dear {name}, thank you for the order.",
            "Olá, obrigado pelo pedido.",
            Mark(kind="sign", text="{name}"),
        ),
    ],
)
def test_signs_that_are_lost_are_marked(text, there, mark):
    [shown] = with_translations(pt=there, en=there).preview([asked(text)])
    assert mark in shown.marks


def test_a_name_is_marked_once():
    previews = with_translations(pt="O senhor J'rgen vem hoje.", en="Mr J'rgen comes today.")
    [shown] = previews.preview([asked("Mr Jürgen comes here today.")])
    assert [(mark.kind, mark.text) for mark in shown.marks] == [("name", "Jürgen")]


def test_marks_are_bounded():
    previews = with_translations(pt="Nada disso.", en="None of it.")
    text = "It is " + ", ".join(map(str, range(100, 140))) + "."
    [shown] = previews.preview([asked(text)])
    assert len(shown.marks) == MOST_MARKS


def test_each_of_a_batch_gets_its_own_answer():
    previews = with_translations(pt="Olá.", en="Hello.")
    shown = previews.preview([asked("Hello there, my friend."), asked("🙂"), asked("Good morning to all.")])
    assert [one.request_id for one in shown] == ["Hello there, my friend.", "🙂", "Good morning to all."]
    assert [one.translation.status for one in shown] == ["done", "not_needed", "done"]
    assert [one.back is None for one in shown] == [False, True, False]


def test_where_the_reading_back_fails_the_translation_stays():
    def translate(asks):
        broken = Translation(status="failed", reason="engine_error")
        return [done("Não vou.") if ask.target == "pt" else broken for ask in asks]

    [shown] = Previews(Detector(), translate).preview([asked("I am not going.")])
    assert shown.translation.text == "Não vou."
    assert shown.back.status == "failed"
    assert shown.marks == ()
