"""What `duologue doctor` says of translation."""

import re

import pytest

from nlp.engines.build import build_engines
from nlp.engines.report import report
from wire.contracts.errors import SettingsError
from wire.contracts.settings import Settings


def test_each_engine_is_ready_or_says_how_to_get_it(tmp_path):
    findings = report(Settings(home=tmp_path, hub_models=("en-de=Org/never-there",)))
    engines = {finding.engine: finding for finding in findings if finding.task == "translation"}
    assert engines["firefox"].state == "ready" and "en>pt" in engines["firefox"].why
    assert engines["hub"].state == "missing" and "duologue models pull de" in engines["hub"].get
    assert all(finding.get for finding in findings if finding.state == "missing")
    assert "apertium" in engines


def test_each_pair_says_which_way_it_goes(tmp_path):
    tasks = {finding.task: finding for finding in report(Settings(home=tmp_path))}
    assert tasks["translation en>pt"].engine == "firefox"
    assert "enpt-" in tasks["translation en>pt"].why


def test_without_apertium_it_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    (missing,) = [one for one in report(Settings(home=tmp_path)) if one.engine == "apertium"]
    assert missing.state == "missing" and "apt install apertium" in missing.get


def test_a_route_that_cannot_be_walked_is_refused(tmp_path):
    with pytest.raises(SettingsError, match="DUOLOGUE_ROUTES"):
        report(Settings(home=tmp_path, routes=("en-xx=en>xx",)))


def test_no_text_leaves_the_machine_unless_a_server_is_set(tmp_path):
    (off,) = [one for one in report(Settings(home=tmp_path)) if one.engine == "remote"]
    assert (off.state, off.why) == ("missing", "off: no text leaves this machine")


def test_a_server_is_named_plainly_and_without_its_key(tmp_path):
    settings = Settings(
        home=tmp_path,
        remote_url="https://me:secret@translate.example/x",
        remote_key="the-key",
        remote_languages=("en", "ja"),
    )
    findings = report(settings)
    (on,) = [one for one in findings if one.engine == "remote" and one.task == "translation"]
    assert "text leaves this machine for https://translate.example/x" in on.why
    ways = {one.task: one.why for one in findings}
    assert "text leaves this machine" in ways["translation en>ja"]
    assert "text leaves this machine" not in ways["translation en>pt"]
    assert "secret" not in str(findings) and "the-key" not in str(findings)


def test_memory_says_what_is_measured_and_what_is_only_the_size_of_files(tmp_path):
    settings = Settings(home=tmp_path, loaded_models=1)
    engine = build_engines(settings)[0]
    engine.translate("en", "pt", ["Good evening."])
    engine.close()
    (line,) = [one for one in report(settings) if one.task == "memory"]
    assert "at most 1 models" in line.why
    assert re.search(r"enpt-1693087644 \d\d MB, pten-1693087646 ~\d\d MB", line.why)
