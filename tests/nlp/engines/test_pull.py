"""Fetching models: from folders, from real HTTP servers that break off, lie and stall, and from nowhere."""

import http.client
import json
import shutil
import threading
from pathlib import Path

import httpx
import pytest

from nlp.engines.firefox.engine import FirefoxEngine, folder_of_pulled
from nlp.errors import PullFailed
from nlp.provisioning.install import damaged, manifest_of
from nlp.provisioning.pull import pull
from tests.nlp.engines import pulling
from tests.nlp.engines.mirror import served
from tests.nlp.engines.pulling import bundled, installed, quiet, says_good_evening
from tests.worker.test_process import until
from wire.contracts.settings import Settings

no_network, home_settings = pulling.no_network, pulling.home_settings


@pytest.fixture
def copies(tmp_path) -> Path:
    """A folder with en>gl and gl>en, really en>pt and pt>en, without manifests."""
    for pair, name in (("enpt", "en-gl"), ("pten", "gl-en")):
        (tmp_path / "copies" / name).mkdir(parents=True)
        for file in bundled(pair):
            shutil.copy(file, tmp_path / "copies" / name)
    return tmp_path / "copies"


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory) -> Path:
    """What another machine pulled. Tests only read it."""
    folder = tmp_path_factory.mktemp("elsewhere")
    for pair, name in (("enpt", "en-gl"), ("pten", "gl-en")):
        (folder / "copies" / name).mkdir(parents=True)
        for file in bundled(pair):
            (folder / "copies" / name / file.name).symlink_to(file)
    other = Settings(home=folder / "house")
    pull(other, ["gl"], quiet, sources=[str(folder / "copies")])
    return folder_of_pulled(other.models_path)


@pytest.fixture
def mirror(elsewhere):
    """A running server over what another machine pulled."""
    with served(elsewhere) as server:
        yield server


def test_a_folder_serves_and_the_model_works(home_settings, copies):
    said: list[str] = []
    pull(home_settings, ["gl"], said.append, sources=[str(copies)])
    assert says_good_evening(home_settings)
    assert [line.split(":")[0] for line in said] == ["firefox en>gl"] * 2 + ["firefox gl>en"] * 2
    manifest = manifest_of(installed(home_settings) / "en-gl")
    assert {file.name for file in manifest.files} == {file.name for file in bundled("enpt")}
    assert sorted(path.name for path in installed(home_settings).iterdir() if path.is_dir()) == [
        "en-gl",
        "gl-en",
    ]


def test_a_mirror_of_what_was_pulled_serves_too(home_settings, mirror):
    bytes_told: dict[str, int] = {}
    pull(
        home_settings,
        ["gl"],
        quiet,
        sources=[mirror.url],
        progress=lambda name, done, total: bytes_told.update({name: done if done <= total else -1}),
    )
    assert says_good_evening(home_settings)
    assert bytes_told["model.enpt.intgemm.alphas.bin"] == bundled("enpt")[0].stat().st_size


def test_the_mirror_of_the_settings_is_asked_first(tmp_path, mirror):
    settings = Settings(home=tmp_path / "house", models_mirror=(mirror.url,))
    pull(settings, ["gl"], quiet)
    assert says_good_evening(settings)


def test_a_second_source_helps_where_the_first_has_nothing_or_is_away(home_settings, copies, tmp_path):
    (tmp_path / "empty").mkdir()
    pull(home_settings, ["gl"], quiet, sources=["http://127.0.0.1:9/", str(tmp_path / "empty"), str(copies)])
    assert says_good_evening(home_settings)


def test_a_download_that_breaks_off_goes_on_where_it_was(home_settings, mirror):
    mirror.break_after["alphas.bin"] = [1_000_000, 2_000_000]
    pull(home_settings, ["gl"], quiet, sources=[mirror.url])
    assert says_good_evening(home_settings)
    asked = [asked for asked in mirror.asked("enpt.intgemm.alphas.bin")]
    assert asked == ["", "bytes=1000000-", "bytes=3000000-"]


def test_what_was_fetched_before_a_failure_is_not_fetched_again(home_settings, mirror):
    mirror.break_after["alphas.bin"] = [1_000_000] + [0] * 10
    with pytest.raises(PullFailed, match="broke off"):
        pull(home_settings, ["gl"], quiet, sources=[mirror.url])
    assert not (installed(home_settings) / "en-gl").exists()
    assert (
        FirefoxEngine(home_settings.models_path).edges()
        == FirefoxEngine(home_settings.models_path / "x").edges()
    )
    mirror.break_after.clear()
    mirror.seen.clear()
    pull(home_settings, ["gl"], quiet, sources=[mirror.url])
    assert mirror.asked("enpt.intgemm.alphas.bin") == ["bytes=1000000-"]
    assert says_good_evening(home_settings)


def test_tries_are_bounded(home_settings, mirror):
    mirror.break_after["alphas.bin"] = [0] * 100
    with pytest.raises(PullFailed):
        pull(home_settings, ["gl"], quiet, sources=[mirror.url])
    assert len(mirror.asked("enpt.intgemm.alphas.bin")) == 5


def test_a_server_without_ranges_is_begun_anew(home_settings, mirror):
    mirror.ranges = False
    mirror.break_after["alphas.bin"] = [1_000_000]
    pull(home_settings, ["gl"], quiet, sources=[mirror.url])
    assert says_good_evening(home_settings)


def test_a_busy_server_is_asked_again(home_settings, mirror):
    mirror.answers = [503, 429]
    pull(home_settings, ["gl"], quiet, sources=[mirror.url])
    assert says_good_evening(home_settings)


def test_a_server_that_stalls_is_given_up_and_asked_again(home_settings, mirror):
    over = threading.Event()
    mirror.stalls = [None, over]
    impatient = httpx.Client(timeout=httpx.Timeout(60.0, read=2.0))
    try:
        pull(home_settings, ["gl"], quiet, sources=[mirror.url], client=impatient)
    finally:
        over.set()
    assert says_good_evening(home_settings)
    first = mirror.seen[1][0]
    assert len(mirror.asked(first)) == 2


def test_two_pulls_at_once_do_not_disturb_each_other(home_settings, mirror):
    """The second is told to wait; what the first does stays whole."""
    go_on = threading.Event()
    mirror.stalls = [None, go_on]
    first = threading.Thread(
        target=pull, args=(home_settings, ["gl"], quiet), kwargs={"sources": [mirror.url]}
    )
    first.start()
    try:
        until(lambda: len(mirror.seen) >= 2)
        with pytest.raises(PullFailed, match="another `duologue models pull`"):
            pull(home_settings, ["gl"], quiet, sources=[mirror.url])
    finally:
        go_on.set()
        first.join()
    assert says_good_evening(home_settings)


def test_a_wrong_checksum_is_refused_thrown_away_and_corrected_by_the_next_pull(home_settings, mirror):
    good = bundled("enpt")[0].read_bytes()
    mirror.lies["enpt.intgemm.alphas.bin"] = good[:-1] + bytes([good[-1] ^ 1])
    with pytest.raises(PullFailed, match="checksum"):
        pull(home_settings, ["gl"], quiet, sources=[mirror.url])
    assert not (installed(home_settings) / "en-gl").exists()
    assert list(installed(home_settings).rglob("*.part/*alphas.bin*")) == []
    mirror.lies.clear()
    pull(home_settings, ["gl"], quiet, sources=[mirror.url])
    assert says_good_evening(home_settings)


def test_more_bytes_than_announced_are_refused(home_settings, mirror):
    mirror.lies["enpt.intgemm.alphas.bin"] = bundled("enpt")[0].read_bytes() + b"more"
    with pytest.raises(PullFailed, match="longer than"):
        pull(home_settings, ["gl"], quiet, sources=[mirror.url])


def test_files_that_are_no_model_never_take_the_place_of_one(home_settings, copies):
    pull(home_settings, ["gl"], quiet, sources=[str(copies)])
    next((copies / "en-gl").glob("model.*")).write_bytes(b"not a model")
    with pytest.raises(PullFailed, match="no model that can be used"):
        pull(home_settings, ["gl"], quiet, sources=[str(copies)], update=True)
    assert says_good_evening(home_settings)


def test_what_is_here_is_not_fetched_again_unless_told(home_settings, mirror):
    pull(home_settings, ["gl"], quiet, sources=[mirror.url])
    mirror.seen.clear()
    said: list[str] = []
    pull(home_settings, ["gl"], said.append, sources=[mirror.url])
    assert (mirror.seen, said) == ([], ["firefox en>gl: is here", "firefox gl>en: is here"])
    pull(home_settings, ["gl"], quiet, sources=[mirror.url], update=True)
    assert mirror.asked("enpt.intgemm.alphas.bin") == [""]
    assert says_good_evening(home_settings)


@pytest.mark.parametrize(
    "change",
    [
        {"files": [{"name": "../../evil", "size": 1, "sha256": "0" * 64}]},
        {"target": "../pt"},
        {"files": []},
        {"files": "none"},
    ],
)
def test_a_manifest_that_means_harm_writes_nothing(home_settings, mirror, change):
    manifest = json.loads((mirror.folder / "en-gl" / "manifest.json").read_text())
    mirror.lies["en-gl/manifest.json"] = json.dumps(manifest | change).encode()
    with pytest.raises(PullFailed, match=r"manifest\.json"):
        pull(home_settings, ["gl"], quiet, sources=[mirror.url])
    assert not (installed(home_settings) / "en-gl").exists()
    assert not (home_settings.home / "evil").exists()


def test_a_changed_file_shows(home_settings, copies):
    pull(home_settings, ["gl"], quiet, sources=[str(copies)])
    assert damaged(installed(home_settings) / "en-gl") is None
    next((installed(home_settings) / "en-gl").glob("lex.*")).write_bytes(b"short")
    assert "lex." in damaged(installed(home_settings) / "en-gl")


# Nothing to be had


def test_without_a_network_it_says_what_is_needed_and_what_helps_instead(tmp_path):
    with pytest.raises(PullFailed) as caught:
        pull(Settings(home=tmp_path), ["es", "de", "es"], quiet)
    assert "apt install apertium apertium-es-pt" in str(caught.value)
    assert "--from FOLDER|URL" in str(caught.value)
    assert str(caught.value).count("could not be fetched") == 4


def test_an_address_that_is_neither_folder_nor_url_is_refused(tmp_path):
    with pytest.raises(PullFailed, match="neither a folder here nor an address"):
        pull(Settings(home=tmp_path), ["es"], quiet, sources=[str(tmp_path / "nowhere")])


def test_a_password_in_an_address_is_never_said(home_settings, mirror):
    said: list[str] = []
    address = mirror.url.replace("http://", "http://me:secret@")
    mirror.answers = [http.client.FORBIDDEN] * 20
    with pytest.raises(PullFailed) as caught:
        pull(home_settings, ["gl"], said.append, sources=[address])
    assert "secret" not in str(caught.value) + "".join(said)


@pytest.mark.parametrize("language", ["../x", "ES", "español", ""])
def test_what_is_no_language_code_is_refused(tmp_path, language):
    with pytest.raises(PullFailed, match="two or three letters"):
        pull(Settings(home=tmp_path), [language], quiet)


def test_english_alone_needs_nothing(tmp_path):
    pull(Settings(home=tmp_path), ["en"], quiet)


def test_a_hub_model_that_cannot_be_fetched_is_named(tmp_path):
    settings = Settings(home=tmp_path, hub_models=("en-de=Org/never-there",))
    with pytest.raises(PullFailed, match="Org/never-there could not be fetched"):
        pull(settings, [], quiet)


def test_a_hub_folder_is_not_fetched(tmp_path):
    folder = tmp_path / "tiny"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    said: list[str] = []
    pull(Settings(home=tmp_path, hub_models=(f"en-de={folder}",)), [], said.append)
    assert said == ["hub en>de: tiny is here"]
