"""Previews through a whole installation: real worker, real models, the socket that browsers use."""

import asyncio
import json

import pytest
import websockets

from tests.flow.installation import Speaker, until

pytestmark = pytest.mark.slow


def ask(installation, person, **frame):
    """One frame with `ref`, and its answer."""

    async def flow():
        url = installation.url.replace("http", "ws") + "/api/live"
        headers = {"Authorization": f"Bearer {person.token}"}
        async with websockets.connect(url, additional_headers=headers, proxy=None) as socket:
            await socket.send(json.dumps({"type": "hello", "positions": {}}))
            await socket.send(json.dumps({**frame, "ref": "r"}))
            async with asyncio.timeout(90):
                answer = {}
                while answer.get("ref") != "r":
                    answer = json.loads(await socket.recv())
                return answer

    return asyncio.run(flow())


def insist(installation, person, **frame):
    """Asked again where this machine was too busy to answer in time: old requests are passed by."""

    def answered():
        try:
            return ask(installation, person, **frame)
        except TimeoutError:
            return None

    return until(answered, 90, "an answer")


def preview(installation, person, talk, text):
    return insist(installation, person, type="preview", conversation_id=talk, text=text)


def test_what_is_sent_reads_as_it_was_previewed(installation):
    sam, joana = Speaker(installation.url, "Sam", "en"), Speaker(installation.url, "Joana", "pt")
    talk = sam.talk_to(joana)
    text = "Please do not send the 30 boxes before Friday, Mrs Pereira."
    shown = preview(installation, sam, talk, text)
    assert shown["type"] == "previewed"
    assert "30" in shown["translation"]["text"]
    assert "não" in shown["translation"]["text"].lower()
    assert "Friday" in shown["back"]["text"]
    assert shown["marks"] == []
    assert joana.messages(talk) == [], "a preview sends nothing"
    sam.post(talk, text)
    [message] = joana.enriched(talk)
    assert message["enrichment"]["translations"]["pt"] == shown["translation"]


def test_a_translation_is_read_back_for_its_reader(installation):
    sam, joana = Speaker(installation.url, "Sam", "en"), Speaker(installation.url, "Joana", "pt")
    talk = sam.talk_to(joana)
    sam.post(talk, "The train leaves at 7:45 from Oxford.")
    [message] = joana.enriched(talk)
    answer = insist(installation, joana, type="read_back", message_id=message["id"])
    assert answer["translation"] == message["enrichment"]["translations"]["pt"]
    assert "7:45" in answer["back"]["text"]
    assert "Oxford" in answer["back"]["text"]


def test_what_is_typed_and_not_sent_stays_nowhere(installation):
    sam, joana = Speaker(installation.url, "Sam", "en"), Speaker(installation.url, "Joana", "pt")
    talk = sam.talk_to(joana)
    assert preview(installation, sam, talk, "My secret word is kumquatery.")["type"] == "previewed"
    sam.post(talk, "What I really say.")
    joana.enriched(talk)
    contents = installation.files(but="broker").values()
    assert any(b"What I really say." in content for content in contents), "messages are found this way"
    assert not any(b"kumquatery" in content for content in contents)
    assert "kumquatery" not in installation.out.read_text()
