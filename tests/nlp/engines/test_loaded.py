"""The pool of models: bounded, the longest unused out first, each with what it takes."""

import gc
import logging
import sys
import threading

import pytest

from nlp.engines import loaded, memory
from nlp.engines.firefox.engine import FirefoxEngine
from nlp.engines.loaded import Key, Pool, in_memory
from nlp.worker.metrics import Models

MEGABYTE = 1_000_000


class Thing:
    """A model stand-in that really takes memory."""

    def __init__(self, megabytes: int = 0) -> None:
        self.body = bytearray(b"x" * (megabytes * MEGABYTE))


def test_a_model_is_loaded_once_and_again_only_after_it_had_to_go():
    pool, loads = Pool(2), []

    def use(name: str) -> Thing:
        return pool.get(Key("e", name), lambda: loads.append(name) or Thing())

    first = use("a")
    assert use("a") is first
    use("b")
    use("a")
    use("c")  # b was unused longest
    assert [one.model for one in pool.loaded()] == ["a", "c"]
    use("b")
    assert loads == ["a", "b", "c", "b"]


def test_the_bound_holds_over_all_engines():
    pool = Pool(3)
    for number in range(10):
        pool.get(Key(f"engine{number % 2}", str(number)), Thing)
        assert len(pool.loaded()) <= 3


def test_what_goes_is_unloaded_first_and_what_stays_is_not():
    pool, gone = Pool(1), []
    first = pool.get(Key("e", "a"), Thing, gone.append)
    pool.get(Key("e", "b"), Thing, gone.append)
    assert gone == [first]
    pool.drop("e")
    assert len(gone) == 2
    pool.drop("e")
    assert len(gone) == 2


def test_dropping_one_engine_leaves_the_others():
    pool = Pool()
    pool.get(Key("a", "m"), Thing)
    pool.get(Key("b", "m"), Thing)
    pool.drop("a")
    assert [one.engine for one in pool.loaded()] == ["b"]


def test_a_load_that_fails_keeps_nothing_and_may_be_tried_again():
    pool = Pool()

    def broken() -> Thing:
        raise ValueError("no such file")

    with pytest.raises(ValueError, match="no such file"):
        pool.get(Key("e", "m"), broken)
    assert pool.loaded() == ()
    assert isinstance(pool.get(Key("e", "m"), Thing), Thing)


@pytest.mark.skipif(memory.resident() is None, reason="no /proc here")
def test_memory_is_measured_and_comes_back():
    pool = Pool(1)
    pool.get(Key("e", "large"), lambda: Thing(64), size=lambda: 60 * MEGABYTE)
    (facts,) = pool.loaded()
    assert facts.how == "measured"
    assert 55 * MEGABYTE < facts.memory < 90 * MEGABYTE
    full = memory.resident()
    pool.drop("e")
    assert full - memory.resident() > 55 * MEGABYTE


def test_where_memory_does_not_tell_the_files_do():
    pool = Pool()
    pool.get(Key("e", "mapped"), Thing, size=lambda: 500 * MEGABYTE)
    (facts,) = pool.loaded()
    assert (facts.how, facts.memory) == ("files", 500 * MEGABYTE)


def test_what_was_measured_is_noted_for_others_to_read(tmp_path):
    notes = tmp_path / "models" / "memory.json"
    pool = Pool(2, notes)
    for name in ("a", "b"):
        pool.get(Key("e", name), Thing, size=lambda: 7)
    assert set(memory.notes(notes)) == {"e/a", "e/b"}
    assert memory.notes(notes)["e/a"].memory == 7
    notes.write_text("not json")
    assert memory.notes(notes) == {}


def test_a_disk_that_refuses_notes_stops_nothing(tmp_path):
    (tmp_path / "file").write_text("")
    pool = Pool(1, tmp_path / "file" / "memory.json")
    assert isinstance(pool.get(Key("e", "m"), Thing), Thing)


def test_loading_and_dropping_are_in_the_log_with_sizes(caplog):
    caplog.set_level(logging.INFO, "nlp.engines.loaded")
    pool = Pool(1)
    pool.get(Key("firefox", "enpt"), Thing, size=lambda: 20 * MEGABYTE)
    pool.get(Key("firefox", "pten"), Thing, size=lambda: 20 * MEGABYTE)
    loaded, dropped, _ = (record.getMessage() for record in caplog.records)
    assert "loaded firefox enpt: 20 MB (files)" in loaded and "1 of at most 1" in loaded
    assert "dropped firefox enpt" in dropped and "20 MB" in dropped


def test_another_thread_is_refused_with_words():
    pool, caught = Pool(), []
    pool.get(Key("e", "m"), Thing)

    def elsewhere() -> None:
        try:
            pool.get(Key("e", "m"), Thing)
        except RuntimeError as error:
            caught.append(str(error))

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert caught and "thread" in caught[0]


def test_a_pool_collected_in_another_thread_keeps_its_models_for_their_own(tmp_path, monkeypatch):
    """A native model complains, and leaks, where another thread drops it: the collector runs in any."""
    complaints: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", complaints.append)
    Pool()  # frees what other tests left here
    gc.collect()
    gc.disable()
    try:
        engine = FirefoxEngine(tmp_path)
        assert engine.translate("en", "pt", ["Good evening."])[0].text == "Boa noite."
        engine.itself = engine  # a cycle: only the collector finds it
        del engine
        thread = threading.Thread(target=gc.collect)
        thread.start()
        thread.join()
    finally:
        gc.enable()
    assert complaints == []
    here = threading.current_thread()
    assert [one.thread is here for one in loaded._STRANDED].count(True) == 1
    Pool()
    assert not any(one.thread is here for one in loaded._STRANDED) and complaints == []


def test_what_all_pools_hold_is_told_by_engine_and_forgotten_with_them():
    before = {one.model for one in in_memory()}
    pool = Pool()
    pool.get(Key("toy", "a"), object, size=lambda: 10)
    pool.get(Key("toy", "b"), object, size=lambda: 20)
    assert {one.model for one in in_memory()} - before == {"a", "b"}
    families = {family.name: family for family in Models().collect()}
    counts = {sample.labels["engine"]: sample.value for sample in families["duologue_models_loaded"].samples}
    assert counts["toy"] == 2
    assert set(families) == {"duologue_models_loaded", "duologue_model_memory_bytes"}
    pool.drop("toy")
    assert {one.model for one in in_memory()} == before
