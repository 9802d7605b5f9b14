"""`duologue up` on a cluster of three with replicas, by settings alone; a primary dies while people talk."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from analytics.lake import Lake
from tests.brokers import Cluster
from tests.flow.installation import Installation, Speaker, until
from wire.broker.streams import MESSAGES, stream

pytestmark = pytest.mark.slow


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    with tempfile.TemporaryDirectory(prefix="duo-") as folder:
        one = Cluster(Path(folder), replicas=1)
        try:
            yield one
        finally:
            one.stop()


def test_people_talk_across_a_cluster_and_over_the_death_of_one_of_its_servers(cluster, tmp_path):
    settings = {"DUOLOGUE_REDIS_URL": cluster.url, "DUOLOGUE_PARTITIONS": "3"}
    installation = Installation(tmp_path / "home", **settings)
    installation.start()
    try:
        ana, bob = Speaker(installation.url, "Ana", "pt"), Speaker(installation.url, "Bob", "en")
        talk = ana.talk_to(bob)

        def translated(seq: int) -> bool:
            found = bob.messages(talk, seq - 1)
            read = found[0].get("enrichment", {}).get("translations", {}).get("en", {}) if found else {}
            return bool(read.get("text"))

        first = ana.post(talk, "Bom dia, a encomenda chegou.")
        until(lambda: translated(first["seq"]), 240, "a translation", installation.out.read_text)
        cluster.servers[cluster.primary_of(stream(MESSAGES, 0))].terminate()
        posted = [ana.post(talk, f"A caixa {number} estava aberta.") for number in range(5)]
        until(
            lambda: all(translated(one["seq"]) for one in posted),
            240,
            "all translations",
            installation.health,
        )
        lake = Lake(installation.home / "lake")
        until(lambda: lake.messages().collect().height == 6, 240, "all in the event log", installation.health)
        until(lambda: installation.health()["status"] == "ok", 240, "all parts well", installation.health)
    finally:
        assert installation.stop() == 0
