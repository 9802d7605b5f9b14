"""What `duologue doctor` says of the parts that are not language."""

import asyncio
import shutil

import pytest

from service.supervisor.checks import checks
from wire.contracts.settings import Settings


def said(settings: Settings):
    return {one.task: one for one in asyncio.run(checks(settings))}


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.0.0.9"])
def test_a_dashboard_on_this_machine_alone_is_ready_and_shut(tmp_path, host):
    one = said(Settings(home=tmp_path, dashboard_host=host, host="0.0.0.0"))["dashboard"]
    assert (one.state, one.engine) == ("ready", f"{host}:8501")
    assert "shut to who is not signed in" in one.why


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "board.example"])
def test_a_dashboard_that_the_network_reaches_is_told(tmp_path, host):
    one = said(Settings(home=tmp_path, dashboard_host=host))["dashboard"]
    assert one.state == "missing" and "without https" in one.why
    assert "proxy" in one.how


def test_a_disk_without_room_is_broken_and_said(tmp_path, monkeypatch):
    assert said(Settings(home=tmp_path / "to" / "come"))["disk"].engine == str(tmp_path)
    monkeypatch.setattr("shutil.disk_usage", lambda _: shutil._ntuple_diskusage(2**40, 2**40, 2**20))
    one = said(Settings(home=tmp_path))["disk"]
    assert one.state == "broken"
    assert "1 MB" in one.why
    assert "storage_full" in one.why


def test_what_becomes_of_voice_notes_without_the_extra_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr("service.supervisor.checks.lacking", list)
    assert said(Settings(home=tmp_path))["voice"].state == "ready"
    monkeypatch.setattr("service.supervisor.checks.lacking", lambda: ["av", "faster_whisper"])
    one = said(Settings(home=tmp_path))["voice"]
    assert one.state == "missing" and "WAV alone" in one.why and "no transcript" in one.why
    assert "duologue[voice]" in one.how


def test_which_processors_the_worker_has_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr("service.supervisor.checks.for_worker", lambda _: frozenset({1, 2, 3}))
    one = said(Settings(home=tmp_path))["worker"]
    assert one.engine == "3 of 4 processors" and "DUOLOGUE_WORKER_APART=never" in one.how
    assert (
        "until" in one.why
        and "until" not in said(Settings(home=tmp_path, worker_apart="always"))["worker"].why
    )
    monkeypatch.setattr("service.supervisor.checks.for_worker", lambda _: None)
    assert said(Settings(home=tmp_path))["worker"].engine == "every processor"
