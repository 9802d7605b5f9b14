"""Voice notes over HTTP: brought as files, sent as messages of their kind, played by who sees those."""

from __future__ import annotations

import io
import secrets
import zipfile

import pytest

from tests.api.bringing import TUS, encoded, part, send
from tests.api.serving import Guest
from tests.files import pictures, sounds

pytest.importorskip("av", reason="extra `voice` is not installed", exc_type=ImportError)


def recorded(guest: Guest, conversation: str, body: bytes, name: str = "voice.webm"):
    """What the service says to the last byte of a voice note, and its id."""
    said = encoded(filename=name, filetype="audio/webm", voice="")
    headers = TUS | {"Upload-Length": str(len(body)), "Upload-Metadata": said}
    begun = guest.http.post(f"/api/conversations/{conversation}/files", headers=headers)
    assert begun.status_code == 201, begun.text
    file_id = begun.headers["location"].rpartition("/")[2]
    return part(guest, file_id, 0, body), file_id


def test_a_voice_note_is_a_message_that_the_other_side_can_play(ana, bob, conversation):
    answer, file_id = recorded(ana, conversation, sounds.encoded("webm", "libopus"))
    assert answer.status_code == 204, answer.text
    message = send(ana, conversation, file_id).json()
    content = message["content"]
    assert (content["kind"], content["media_type"], message["text"]) == ("voice", "audio/mpeg", "")
    assert content["seconds"] == pytest.approx(2.0, abs=0.2) and len(content["waveform"]) == 64
    [seen] = bob.http.get(f"/api/conversations/{conversation}/messages").json()["messages"]
    assert seen["content"] == content
    got = bob.http.get(f"/api/files/{file_id}", headers={"Range": "bytes=0-99"})
    assert (got.status_code, len(got.content), got.headers["content-type"]) == (206, 100, "audio/mpeg")
    assert got.headers["content-range"].endswith(f"/{content['size']}")
    with zipfile.ZipFile(io.BytesIO(ana.http.get("/api/me/export").content)) as archive:
        assert [one for one in archive.namelist() if one.endswith("voice.mp3")]


def test_the_same_command_again_gives_the_same_message(ana, conversation):
    _, file_id = recorded(ana, conversation, sounds.wav(1.0), "voice.wav")
    key = secrets.token_hex(8)
    first, again = (send(ana, conversation, file_id, client_id=key).json() for _ in range(2))
    assert first["id"] == again["id"] and first["content"]["kind"] == "voice"


def test_one_taken_back_is_gone_for_the_other_side(ana, bob, conversation):
    _, file_id = recorded(ana, conversation, sounds.wav(1.0), "voice.wav")
    message = send(ana, conversation, file_id).json()
    assert bob.http.get(f"/api/files/{file_id}").status_code == 200
    ana.http.delete(f"/api/messages/{message['id']}").raise_for_status()
    assert bob.http.get(f"/api/files/{file_id}").status_code == 404


@pytest.mark.parametrize(
    ("body", "name", "code"),
    [
        (b"\x1a\x45\xdf\xa3" + bytes(500), "voice.webm", "file_broken"),
        (b"only words", "voice.txt", "file_type_differs"),
        (pictures.png(), "voice", "file_type_differs"),
        (sounds.wav(301, rate=8000), "voice.wav", "voice_too_long"),
    ],
    ids=["broken", "text", "image", "long"],
)
def test_what_is_no_voice_note_is_refused_for_good(ana, conversation, body, name, code):
    answer, file_id = recorded(ana, conversation, body, name)
    assert answer.json()["code"] == code
    again = ana.http.head(f"/api/files/{file_id}", headers=TUS)
    assert again.status_code == answer.status_code
    assert send(ana, conversation, file_id).status_code == 404
