"""Words and corrected translations through everything that runs: store, streams, a real worker, and back."""

from __future__ import annotations

from tests.flow.installation import Speaker, until


def english(message):
    return message["enrichment"]["translations"]["en"]


def test_a_word_holds_and_a_correction_is_used_again_at_once(installation):
    ana, sam = Speaker(installation.url, "Ana", "pt"), Speaker(installation.url, "Sam", "en")
    talk = ana.talk_to(sam)
    word = {"source": "Casa Nova", "conversation_id": talk}
    assert ana.http.post("/api/glossary", json=word).status_code == 201
    first = ana.post(talk, "A Casa Nova abre às nove horas da manhã.")
    seen = {one["id"]: one for one in sam.enriched(talk)}[first["id"]]
    assert english(seen)["status"] == "done" and "Casa Nova" in english(seen)["text"]

    text = "From nine in the morning, Casa Nova opens its doors."
    corrected = sam.http.put(
        f"/api/messages/{first['id']}/translation", json={"text": text, "client_id": "correction"}
    )
    assert corrected.status_code == 200, corrected.text
    second = ana.post(talk, "a Casa Nova abre às nove horas da manhã!")
    again = {one["id"]: one for one in sam.enriched(talk)}
    assert english(again[first["id"]])["engine"] == "person"
    assert english(again[second["id"]])["engine"] == "memory"
    assert english(again[second["id"]])["text"].endswith(
        "rom nine in the morning, Casa Nova opens its doors!"
    )

    back = sam.http.delete(f"/api/messages/{first['id']}/translation")
    assert back.status_code == 200
    until(
        lambda: english(sam.enriched(talk)[0])["engine"] not in ("person", "memory"),
        90,
        "the engine's own again",
    )
    third = ana.post(talk, "A Casa Nova abre às nove horas da manhã.")
    last = {one["id"]: one for one in sam.enriched(talk)}[third["id"]]
    assert english(last)["engine"] not in ("person", "memory")


def test_an_answer_given_before_is_suggested_to_the_same_person(installation):
    ana, sam = Speaker(installation.url, "Ana", "pt"), Speaker(installation.url, "Sam", "en")
    talk = ana.talk_to(sam)
    answer = "We deliver to the islands too, with the Tuesday boat."
    ana.post(talk, "Vocês também entregam nas ilhas?")
    sam.enriched(talk)
    sam.post(talk, answer)
    sam.enriched(talk)
    assert until(lambda: sam.http.get("/api/me/answers").json()["count"], 90, "remembered") == 1
    rui = Speaker(installation.url, "Rui", "pt")
    other = rui.talk_to(sam)
    rui.post(other, "Vocês também entregam nas ilhas?")
    [asked] = sam.enriched(other)
    own = [one for one in asked["enrichment"]["suggestions"] if one.get("origin") == "own"]
    assert [one["text"] for one in own] == [answer]
    assert rui.enriched(other)[0]["enrichment"]["suggestions"] == []
