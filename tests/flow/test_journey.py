"""The way of a message through a real installation, over HTTP."""

import polars as pl
import pytest

from analytics.lake import Lake, collect
from analytics.metrics import topics
from tests.flow.installation import Speaker, until
from wire.contracts.settings import Settings

pytestmark = pytest.mark.slow


def test_each_reads_the_other_in_their_own_language(installation):
    joana, sam = Speaker(installation.url, "Joana", "pt"), Speaker(installation.url, "Sam", "en")
    talk = joana.talk_to(sam)
    joana.post(talk, "Bom dia! Você pode me ajudar com o meu pedido?")
    sam.post(talk, "Good morning! Of course, I am happy to help you.")

    first, second = sam.enriched(talk)
    assert "order" in first["enrichment"]["translations"]["en"]["text"].lower()
    assert first["enrichment"]["language"] == "pt"
    assert first["text"] == "Bom dia! Você pode me ajudar com o meu pedido?"
    assert "dia" in second["enrichment"]["translations"]["pt"]["text"].lower()
    assert second["enrichment"]["sentiment"]["label"] == "positive"


def test_a_suggested_reply_is_sent_with_one_tap_and_reads_as_promised(installation):
    joana, sam = Speaker(installation.url, "Joana", "pt"), Speaker(installation.url, "Sam", "en")
    talk = joana.talk_to(sam)
    joana.post(talk, "Muito obrigada pela ajuda!")
    (thanks,) = sam.enriched(talk)
    offered = thanks["enrichment"]["suggestions"]
    assert 1 <= len(offered) <= 3
    assert all(one["language"] == "en" and one["reads_as"]["language"] == "pt" for one in offered)
    assert joana.messages(talk)[0]["enrichment"].get("suggestions", []) == []

    tapped = offered[0]
    use = {"message_id": thanks["id"], "suggestion_id": tapped["id"], "edited": False}
    sam.post(talk, tapped["text"], suggestion=use)
    answer = joana.enriched(talk)[-1]
    assert answer["enrichment"]["translations"]["pt"]["text"] == tapped["reads_as"]["text"]
    assert answer["enrichment"]["translations"]["pt"]["engine"] == "reply"


def test_what_a_message_is_about_is_told_to_both_sides_and_counted(installation):
    joana, sam = Speaker(installation.url, "Joana", "pt"), Speaker(installation.url, "Sam", "en")
    talk = joana.talk_to(sam)
    sent = joana.post(talk, "Minha encomenda ainda não chegou.")
    (read,) = sam.enriched(talk)
    (found,) = read["enrichment"]["annotations"]
    assert (found["task"], found["label"]) == ("topic", "delivery")
    assert joana.messages(talk)[0]["enrichment"]["annotations"] == [found]
    lake = Lake(Settings(home=installation.home).lake_path)

    def named() -> list[str]:
        (frame,) = collect(lambda: [topics.named(lake.annotations())])
        return frame.filter(pl.col("message_id") == sent["id"])["topic"].to_list()

    until(named, 90, "topic in the lake")
    assert named() == ["delivery"]


def test_an_unsupported_pair_is_said_and_not_guessed(installation):
    hans, joana = Speaker(installation.url, "Hans", "sw"), Speaker(installation.url, "Joana", "pt")
    talk = hans.talk_to(joana)
    joana.post(talk, "Bom dia, tudo bem com você?")
    (message,) = hans.enriched(talk)
    assert message["enrichment"]["translations"]["sw"]["status"] == "unsupported"
    assert message["enrichment"]["translations"]["sw"].get("text") is None


def test_repeating_a_post_gives_the_same_message(installation):
    joana, sam = Speaker(installation.url, "Joana", "pt"), Speaker(installation.url, "Sam", "en")
    talk = joana.talk_to(sam)
    one = joana.post(talk, "Olá!", client_id="c1")
    two = joana.post(talk, "Olá!", client_id="c1")
    assert (one["id"], one["seq"]) == (two["id"], two["seq"])
    assert len(sam.messages(talk)) == 1


def test_what_happens_reaches_the_event_log_without_its_text(installation):
    joana, sam = Speaker(installation.url, "Joana", "pt"), Speaker(installation.url, "Sam", "en")
    talk = joana.talk_to(sam)
    secret = "Palavra secreta: jabuticaba."
    message = joana.post(talk, secret)
    sam.enriched(talk)
    lake = Lake(Settings(home=installation.home).lake_path)

    def rows() -> pl.DataFrame:
        (frame,) = collect(lambda: [lake.translations()])
        return frame.filter(pl.col("message_id") == message["id"])

    until(lambda: rows().height, 90, "enrichment in the lake")
    assert rows()["message_id"].to_list() == [message["id"]]
    files = [file.read_bytes() for file in installation.home.joinpath("lake").rglob("*.parquet")]
    assert files
    assert not any(b"jabuticaba" in content for content in files)


def test_someone_elses_conversation_stays_closed(installation):
    joana, sam, eve = (Speaker(installation.url, name, "en") for name in ("Joana", "Sam", "Eve"))
    talk = joana.talk_to(sam)
    joana.post(talk, "Just between us.")
    answer = eve.http.get(f"/api/conversations/{talk}/messages")
    assert answer.status_code == 403
    assert answer.json()["code"] == "not_yours"
