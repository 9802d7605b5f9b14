import pytest

from analytics.lake import Lake
from analytics.metrics import translation
from analytics.metrics.axis import Axis
from analytics.scope import Scope
from tests.analytics.world import World, minutes


@pytest.fixture
def lake(tmp_path) -> Lake:
    """en>pt: three translated in 1, 2 and 9 s, the last one roughly; one failed; one waits.
    pt>en: one message lost as a whole. en>ja: no way. One message needed none.
    """
    world = World()
    world.tell("ana", 0, wait=1)
    world.tell("ana", 1, wait=2)
    world.tell("ana", 2, wait=9, rough=True)
    world.tell("ana", 3, outcome="failed", reason="engine_error")
    world.say("ana", 4)
    world.tell("ben", 5, language="pt", target="en", outcome=None, failed="worker_gave_up")
    world.tell("ana", 6, conversation="c2", target="ja", outcome="unsupported", reason="unsupported_pair")
    world.tell("ana", 7, conversation="c3", target="en", outcome="not_needed")
    return world.write(tmp_path)


def tried(lake, scope=None):
    scope = scope or Scope()
    return translation.attempts(lake.messages(scope), lake.translations(scope))


def test_the_share_is_of_what_needed_translating_and_what_waits_is_judged_neither_way(lake):
    (row,) = translation.summary(tried(lake)).collect().to_dicts()
    counts = ("needed", "translated", "failed", "unsupported", "waiting", "rough")
    assert [row[name] for name in counts] == [6, 3, 2, 1, 1, 1]
    assert row["share"] == pytest.approx(3 / 6)
    assert row["rough_share"] == pytest.approx(1 / 3)


def test_waits_are_of_translated_ones_only(lake):
    (row,) = translation.summary(tried(lake)).collect().to_dicts()
    assert row["p50_s"] == pytest.approx(2.0)
    assert row["p95_s"] == pytest.approx(2 + 0.9 * 7)  # 1.9 steps from the first of 1, 2, 9


def test_pairs_go_from_the_language_written_to_the_language_wanted(lake):
    rows = translation.by_pair(tried(lake)).collect().to_dicts()
    assert [(r["source"], r["target"], r["needed"], r["waiting"], r["share"]) for r in rows] == [
        ("en", "pt", 4, 1, 0.75),
        ("en", "ja", 1, 0, 0.0),
        ("pt", "en", 1, 0, 0.0),
    ]
    assert rows[1]["p50_s"] is None and rows[1]["rough_share"] is None


def test_failures_say_why(lake):
    rows = translation.failures(tried(lake)).collect().to_dicts()
    assert {(r["outcome"], r["reason"], r["source"], r["target"], r["attempts"]) for r in rows} == {
        ("failed", "engine_error", "en", "pt", 1),
        ("failed", "worker_gave_up", "pt", "en", 1),
        ("unsupported", "unsupported_pair", "en", "ja", 1),
    }


def test_a_rate_over_nothing_is_null_and_not_zero(tmp_path):
    (row,) = translation.summary(tried(Lake(tmp_path))).collect().to_dicts()
    assert row["needed"] == 0
    assert [row[name] for name in ("share", "rough_share", "p50_s", "p95_s")] == [None] * 4


def test_over_time_keeps_quiet_buckets_null(lake):
    rows = translation.over_time(tried(lake), Axis(minutes(-5), minutes(9), "5m")).collect().to_dicts()
    assert [(r["needed"], r["p50_s"], r["share"]) for r in rows] == [
        (0, None, None),
        (4, 2.0, 0.75),
        (2, None, 0.0),
    ]


def test_languages_of_a_scope_are_those_written_in(lake):
    rows = translation.by_pair(tried(lake, Scope(languages=("pt",)))).collect().to_dicts()
    assert [(r["source"], r["target"]) for r in rows] == [("pt", "en")]


def test_a_second_try_replaces_the_first(tmp_path):
    world = World()
    message = world.tell("ana", 0, outcome=None, failed="worker_gave_up")
    world.enrich(message, wait=30)
    (row,) = translation.summary(tried(world.write(tmp_path))).collect().to_dicts()
    assert (row["translated"], row["failed"], row["p50_s"]) == (1, 0, 30.0)


def test_a_source_that_nobody_knows_is_the_author_s_language(tmp_path):
    world = World()
    world.say("ana", 0, language="en")
    world.enrich("c1-1", outcome="unsupported", reason="unsupported_pair", failed="unsure")
    rows = translation.by_pair(tried(world.write(tmp_path))).collect().to_dicts()
    assert [(r["source"], r["target"], r["unsupported"]) for r in rows] == [("en", "pt", 1)]
