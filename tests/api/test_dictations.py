"""What is dictated comes back as a text, and nothing of it stays; every way it may end has its code."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from service.files import dictation
from service.files.dictation import Dictation
from service.files.hear import can_hear
from service.files.hearing import Heard, heard_at_once
from service.files.recordings import LONG
from tests.api.serving import Guest
from tests.files import sounds

SAID = Heard(state="done", text="Bom dia", language="pt", confidence=0.5, rough=True, engine="whisper-base")


@pytest.fixture
def able(served, monkeypatch):
    monkeypatch.setattr(served.context.files.dictation, "able", True)


def says(monkeypatch, answer):
    """Listening gives this, or raises it. What it was asked."""
    asked = []

    async def one(sound, language, *, within, most):
        asked.append((sound, language, most))
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(dictation, "heard_at_once", one)
    return asked


def dictate(guest: Guest, sound: bytes = b"sound"):
    return guest.http.post("/api/dictations", content=sound, headers={"content-type": "audio/webm"})


def test_it_is_a_text_for_who_said_it_and_nothing_is_kept(served, ana, able, monkeypatch):
    asked = says(monkeypatch, SAID)
    answer = dictate(ana)
    assert answer.status_code == 200
    assert answer.json() == {"text": "Bom dia", "language": "pt", "confidence": 0.5, "rough": True}
    assert asked == [(b"sound", "pt", 120)]

    with closing(sqlite3.connect(served.settings.home / "duologue.db")) as store:
        assert store.execute("SELECT count(*) FROM files").fetchone() == (0,)
    work = served.context.files.storage.work
    assert not work.exists() or not list(work.iterdir())


@pytest.mark.parametrize(
    ("answer", "sound", "status", "code"),
    [
        (SAID, b"", 422, "file_empty"),
        (SAID, b"x" * 101, 413, "file_too_large"),
        (None, b"x", 422, "file_broken"),
        (Heard(state="failed", problem=LONG), b"x", 422, "voice_too_long"),
        (TimeoutError(), b"x", 503, "unavailable"),
    ],
)
def test_how_it_may_end(ana, able, monkeypatch, answer, sound, status, code):
    monkeypatch.setattr(dictation, "LARGEST", 100)
    says(monkeypatch, answer)
    got = dictate(ana, sound)
    assert (got.status_code, got.json()["code"]) == (status, code)
    says(monkeypatch, SAID)
    assert dictate(ana).status_code == 200, "the next one is listened to"


def test_without_the_extra_it_is_not_there(ana, served, monkeypatch):
    monkeypatch.setattr(served.context.files.dictation, "able", False)
    got = dictate(ana)
    assert (got.status_code, got.json()["code"]) == (404, "not_found")
    assert Dictation(able=False).seconds == 0 < Dictation(able=True).seconds


def test_one_person_has_one_at_a_time(ana, bob, able, monkeypatch):
    begun, ends = threading.Event(), threading.Event()

    async def one(sound, language, *, within, most):
        begun.set()
        await asyncio.to_thread(ends.wait, 60)
        return SAID

    monkeypatch.setattr(dictation, "heard_at_once", one)
    with ThreadPoolExecutor() as pool:
        first = pool.submit(dictate, ana)
        try:
            assert begun.wait(60)
            got = dictate(ana)
            assert (got.status_code, got.json()["code"]) == (503, "unavailable")
            other = pool.submit(dictate, bob)
        finally:
            ends.set()
        assert (first.result().status_code, other.result().status_code) == (200, 200)


@pytest.mark.skipif(not can_hear(), reason="extra `voice` is not installed")
@pytest.mark.parametrize("form", ["wav", "webm", "mp4"])
def test_one_that_is_too_long_is_not_listened_to(form):
    sound = (
        sounds.wav(3.0) if form == "wav" else sounds.encoded(form, "aac" if form == "mp4" else "libopus", 3.0)
    )
    found = asyncio.run(heard_at_once(sound, "en", within=120, most=1.0))
    assert found == Heard(state="failed", problem=LONG)


@pytest.mark.skipif(not can_hear(), reason="extra `voice` is not installed")
def test_what_names_another_file_is_no_recording(tmp_path):
    inside = tmp_path / "inside.wav"
    inside.write_bytes(sounds.wav(1.0))
    playlist = f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://{inside}\n#EXT-X-ENDLIST\n".encode()
    assert asyncio.run(heard_at_once(playlist, "en", within=120, most=60.0)) is None
