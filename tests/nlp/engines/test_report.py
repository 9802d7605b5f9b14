"""What `duologue doctor` says of translation."""

import pytest

from nlp.engines.report import report
from service.wire.errors import SettingsError
from service.wire.settings import Settings


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
