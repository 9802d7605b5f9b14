"""What is said in a voice note becomes its text, however often listening to it ends badly."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import update

from nlp.worker.priority import NICENESS
from service.files.hear import can_hear
from service.files.hearing import Heard, heard
from service.files.storage import FileStorage
from service.jobs import transcripts
from service.jobs.transcripts import TRIES, Transcripts, within
from service.store import Store
from service.store.tables import files
from tests.api.bringing import send
from tests.api.test_voice import recorded
from tests.files import sounds

pytest.importorskip("av", reason="extra `voice` is not installed", exc_type=ImportError)

SAID = Heard(state="done", text="Bom dia", language="pt", confidence=0.9, engine="whisper-base")


@pytest.fixture
def note(ana, conversation):
    """A message of Ana's with a recording."""
    _, file_id = recorded(ana, conversation, sounds.wav(1.0), "voice.wav")
    return send(ana, conversation, file_id).json()


def run(served, times=1, able=True):
    """The job in a process of its own, as far as the store can tell. How many notes it settled."""

    async def story():
        store = await Store.open(served.settings)
        try:
            job = Transcripts(store, FileStorage(served.settings), served.settings, able=able)
            return sum([await job.run(asyncio.Event()) for _ in range(times)])
        finally:
            await store.close()

    return in_thread(story)


def in_thread(story):
    found = []
    thread = threading.Thread(target=lambda: found.append(asyncio.run(story())))
    thread.start()
    thread.join()
    return found[0]


def says(monkeypatch, *answers):
    """Listening gives these, the last one for ever. Gives what was listened to."""
    left, asked = list(answers), []

    async def one(source, language, *, within, most):
        asked.append((source.stat().st_size, language))
        return left.pop(0) if len(left) > 1 else left[0]

    monkeypatch.setattr(transcripts, "heard", one)
    return asked


def seen(guest, conversation):
    return guest.http.get(f"/api/conversations/{conversation}/messages").json()["messages"][-1]


def test_its_words_are_the_text_of_the_message_and_are_asked_to_be_understood(
    served, ana, bob, conversation, note, monkeypatch
):
    run(served)  # what other tests left
    asked = says(monkeypatch, SAID)
    _, file_id = recorded(ana, conversation, sounds.wav(1.0), "voice.wav")
    mine = send(ana, conversation, file_id).json()
    assert run(served) == 1 and run(served) == 0, "once"
    now = seen(bob, conversation)
    assert (now["text"], now["enrichment"]["status"], now["edited_at"]) == ("Bom dia", "pending", None)
    told = now["content"]["transcript"]
    assert (told["state"], told["language"], told["confidence"]) == ("done", "pt", 0.9)
    assert now["rev"] > mine["rev"] and asked[0][1] == "pt" and asked[0][0] > 0


def test_after_three_tries_it_is_said_to_have_failed(served, bob, conversation, note, monkeypatch):
    asked = says(monkeypatch, None)
    run(served, times=TRIES + 2)
    now = seen(bob, conversation)
    assert (now["text"], now["content"]["transcript"]) == ("", {"state": "failed"})
    assert len(asked) == TRIES


def test_a_process_that_dies_while_listening_has_used_a_try(served, bob, conversation, note, monkeypatch):
    async def story():
        store = await Store.open(served.settings)
        try:
            async with store.writing() as connection:
                here = files.c.id == note["content"]["file_id"]
                await connection.execute(update(files).where(here).values(hearings=TRIES))
        finally:
            await store.close()

    in_thread(story)
    asked = says(monkeypatch, SAID)
    run(served)
    assert seen(bob, conversation)["content"]["transcript"] == {"state": "failed"} and not asked


def test_without_the_extra_it_says_so_and_is_taken_up_once_there_is_one(
    served, bob, conversation, note, monkeypatch
):
    run(served, able=False)
    assert seen(bob, conversation)["content"]["transcript"] == {"state": "none"}
    says(monkeypatch, SAID)
    run(served)
    assert seen(bob, conversation)["text"] == "Bom dia"


def test_being_stopped_ends_listening_at_once_and_is_no_try(served, bob, conversation, note, monkeypatch):
    stop, ended = asyncio.Event(), []

    async def one(source, language, *, within, most):
        stop.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(source.exists())

    async def story():
        store = await Store.open(served.settings)
        try:
            job = Transcripts(store, FileStorage(served.settings), served.settings, able=True)
            for _ in range(TRIES + 1):
                stop.clear()
                assert await job.run(stop) == 0
        finally:
            await store.close()

    monkeypatch.setattr(transcripts, "heard", one)
    in_thread(story)
    assert ended == [True] * (TRIES + 1)
    says(monkeypatch, SAID)
    run(served)
    assert seen(bob, conversation)["text"] == "Bom dia"


@pytest.mark.parametrize("how", ["edited", "removed"])
def test_what_its_author_does_meanwhile_holds(served, ana, bob, conversation, note, monkeypatch, how):
    url = f"/api/messages/{note['id']}"

    async def one(source, language, *, within, most):
        answer = ana.http.delete(url) if how == "removed" else ana.http.patch(url, json={"text": "Boa noite"})
        answer.raise_for_status()
        return SAID

    monkeypatch.setattr(transcripts, "heard", one)
    run(served)
    now = seen(bob, conversation)
    assert now["text"] == {"edited": "Boa noite", "removed": ""}[how]


@pytest.mark.skipif(not can_hear(), reason="extra `voice` is not installed")
def test_of_silence_no_words_are_made(tmp_path: Path):
    source = tmp_path / "silence.wav"
    source.write_bytes(sounds.wav(3.0, loud=0))
    found = asyncio.run(heard(source, "en", within=within(60), most=60))
    assert found is not None and (found.state, found.text) == ("silent", "")


@pytest.mark.skipif(not can_hear(), reason="extra `voice` is not installed")
def test_a_process_that_cannot_read_it_says_nothing(tmp_path: Path):
    source = tmp_path / "broken.mp3"
    source.write_bytes(b"no sound" * 100)
    assert asyncio.run(heard(source, "en", within=within(60), most=60)) is None


def test_listening_gives_way_to_the_worker_also_where_sessions_are_weighed():
    say = (
        "print(os.nice(0), os.getsid(0) == os.getpid(), AUTOGROUP.read_text() if AUTOGROUP.exists() else '')"
    )
    code = f"import os; from service.files.hear import *; give_way(NOBODY_WAITS - os.nice(0)); {say}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    niceness, leads, *group = done.stdout.split()
    assert (int(niceness), leads) == (12, "True") and NICENESS < 12
    assert not group or group[-1] == "12"
