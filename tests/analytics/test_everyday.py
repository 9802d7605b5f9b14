"""Metrics that were added to those of messages, translations, offers and talks: golden cases of each."""

import pytest

from analytics.lake import Lake
from analytics.metrics import figures, measure, translation
from analytics.metrics.registry import METRICS
from analytics.repair import BEGINNING, not_understood
from analytics.scope import Scope
from nlp.tasks.translation.confidence import judge
from tests.analytics.desk import Desk
from tests.analytics.world import World
from tests.dashboards.shop import wrote


@pytest.fixture
def lake(tmp_path):
    world = World()
    first = world.tell("ana", 0, "positive", text="hello there")
    world.tell("ben", 1, "neutral", language="pt", target="en", text="como assim?")
    world.tell("ana", 2, "negative", text="I meant the red one")
    world.tell("ana", 3, "positive", conversation="c2", outcome="failed", text="good", reason="engine_error")
    world.tell("eva", 4, conversation="c3", outcome=None, text="")
    world.act("translation_corrected", 9, message_id=first)
    world.act("translation_corrected", 10, message_id=first)
    for at, (kind, count) in enumerate([("sent", 12), ("edited", 5), ("sent", None)], 20):
        taken = world.tell("ana", at, conversation=f"s{at}")
        world.act("suggestions_shown", at, message_id=taken, count=3)
        world.act(f"suggestion_{kind}", at, message_id=taken, suggestion_id="ok", count=count)
    world.act("suggestions_shown", 30, message_id=first, count=3)
    return world.write(tmp_path)


def told(lake, name, by=(), scope=None):
    metric, scope = METRICS[name], scope or Scope()
    rows = measure.rows(metric, measure.frame(lake, scope, metric.grain), scope)
    return measure.figure(metric, rows, by).collect().to_dicts()


GOLDEN = {
    "repair": {"numerator": 1, "denominator": 7, "share": pytest.approx(1 / 7)},
    "untranslated": {"total": 1},
    "corrected": {"numerator": 1, "denominator": 6, "share": pytest.approx(1 / 6)},
    "low_confidence": {"numerator": 0, "denominator": 0, "share": None},
    "suggested": {"total": 4},
    "characters_saved": {"total": 17},
    "sentiment_change": {
        "count": 1, "mean": pytest.approx(-1.35), "median": pytest.approx(-1.35), "p90": pytest.approx(-1.35),
    },
    "ended_negative": {"numerator": 1, "denominator": 2, "share": 0.5},
}  # fmt: skip


def test_each_is_what_its_definition_says(lake):
    assert {name: told(lake, name)[0] for name in GOLDEN} == GOLDEN
    pairs = {
        (row["language"], row["reader"]): row["share"] for row in told(lake, "repair", ("language", "reader"))
    }
    assert pairs == {("pt", "en"): 1.0, ("en", "pt"): 0.0}


def test_a_total_of_which_nothing_is_known_is_null_and_not_0(tmp_path):
    world = World()
    world.act("suggestion_sent", 1, message_id=world.tell("ana", 0), suggestion_id="ok")
    world.act("suggestions_shown", 3, message_id=world.tell("ana", 2), count=3)  # nobody took one
    lake = world.write(tmp_path)
    assert told(lake, "characters_saved") == [{"total": None}]
    assert told(lake, "characters_saved", scope=Scope(organisation="casa")) == [{"total": 0}]


def test_low_confidence_is_what_readers_see_marked(lake):
    assert translation.UNSURE_BELOW == judge.LOW
    tried = translation.attempts(lake.messages(), lake.translations())
    sure = tried.collect().with_columns(confidence=0.9).lazy()
    doubtful = sure.collect().with_columns(confidence=0.59).head(2).lazy()
    for frame, share in ((sure, 0.0), (doubtful, 1.0)):
        rows = METRICS["low_confidence"].rows(frame)
        assert figures.share(rows).collect()["share"].item() == share


def test_who_had_come_before_in_whatever_conversation_is_returning(tmp_path):
    desk = Desk().step("asked", 0, "zoe").step("resolved", 5).step("asked", 60, "zoe")
    desk.step("asked", 90, "zoe", conversation="c2").step("asked", 10, "max", conversation="c3")
    desk.step("answered", 0, "x", conversation="c4").step("asked", 9, "leo", conversation="c4")
    wrote(desk, tmp_path)
    assert told(Lake(tmp_path), "returning") == [{"numerator": 2, "denominator": 4, "share": 0.5}]


@pytest.mark.parametrize(("text", "language", "said"), [
    ("I don't understand", "en", True), ("Sorry, I DIDN’T understand that.", "en", True),
    ("I understand", "en", False), ("I don't understand why the parcel is late", "en", False),
    ("What do you mean?", "ja", True), ("こんにちは", "ja", None), ("", "en", None), ("?!", "en", None),
    ("Não entendi nada", "pt-BR", True), ("¿Qué quieres decir?", "es", True), ("No te entiendo", "es", True),
    ("Je ne comprends pas", "fr", True), ("Ich verstehe dich leider nicht", "de", True),
    ("Non ho capito", "it", True), ("Ik begrijp je niet", "nl", True), ("لا أفهم", "ar", True),
    ("Não entendi porque atrasou", "pt", False), ("Ich verstehe", "de", False), ("Capisco", "it", False),
    ("I don't understand. How do you mean it?", "en", True), ("No entiendo. ¿Cuándo llega?", "es", True),
    ("I don't understand... why is it late?", "en", False), ("Cosa intendi? Grazie.", "it", True),
    ("¿Puede explicarlo de otra manera?", "es", True), ("Pode explicar de outra forma?", "pt", True),
    ("Was meinst du?", "de", True), ("Was meinst du dazu?", "de", False),
    ("x" * BEGINNING + " I don't understand", "en", False),
])  # fmt: skip
def test_what_says_that_it_was_not_understood(text, language, said):
    assert not_understood(text, language) is said
