"""Fetching models from the registry of Firefox, as a real server lays it out."""

import copy
import hashlib
import json
from pathlib import Path

import pyarrow
import pytest

from nlp.engines.firefox.engine import FirefoxEngine
from nlp.errors import PullFailed
from nlp.provisioning.install import manifest_of
from nlp.provisioning.pull import pull
from tests.nlp.engines import pulling
from tests.nlp.engines.mirror import served
from tests.nlp.engines.pulling import bundled, installed, quiet, says_good_evening

no_network, home_settings = pulling.no_network, pulling.home_settings


# The registry of Firefox, as Remote Settings lays it out: zstd, a hash of what is stored and one of the file


def packed(data: bytes) -> bytes:
    codec = pyarrow.Codec("zstd", compression_level=1)
    return codec.compress(data, asbytes=True)


def lay_out(folder: Path, pair: str, source: str, target: str, **fields: object) -> list[dict[str, object]]:
    """Records of a real model, its files stored packed below `folder`."""
    records = []
    for file in bundled(pair):
        data = file.read_bytes()
        stored = packed(data)
        place = f"{source}{target}-{fields.get('architecture', 'tiny')}-{file.name}.zst"
        (folder / place).write_bytes(stored)
        attachment = {"location": place, "hash": hashlib.sha256(stored).hexdigest(), "size": len(stored)}
        record = {
            "name": file.name,
            "fileType": file.name.split(".")[0],
            "sourceLanguage": source,
            "targetLanguage": target,
            "version": "3.0",
            "architecture": "tiny",
            "decompressedHash": hashlib.sha256(data).hexdigest(),
            "attachment": attachment,
        }
        records.append(record | fields)
    return records


@pytest.fixture(scope="module")
def stored(tmp_path_factory) -> tuple[Path, list[dict[str, object]]]:
    """Packed files of gl in both directions, and the records of them."""
    folder = tmp_path_factory.mktemp("registry")
    return folder, lay_out(folder, "enpt", "en", "gl") + lay_out(folder, "pten", "gl", "en")


@pytest.fixture
def mozilla(stored):
    """A registry with gl in both directions, and its server."""
    folder, records = stored
    with served(folder) as server:
        root = {"capabilities": {"attachments": {"base_url": server.url + "/"}}}
        server.lies["/v1/"] = json.dumps(root).encode()
        server.records = copy.deepcopy(records)
        server.lies["/records"] = json.dumps({"data": records}).encode()
        server.list_url = f"{server.url}/v1/buckets/main/collections/models/records"
        yield server


def test_the_registry_serves_packed_files(home_settings, mozilla):
    pull(home_settings, ["gl"], quiet, sources=[mozilla.list_url])
    assert says_good_evening(home_settings)
    manifest = manifest_of(installed(home_settings) / "en-gl")
    assert (manifest.version, manifest.architecture, manifest.licence) == ("3.0", "tiny", "MPL-2.0")
    by_name = {file.name: file.sha256 for file in manifest.files}
    assert all(hashlib.sha256(f.read_bytes()).hexdigest() == by_name[f.name] for f in bundled("enpt"))


def test_the_public_registry_is_asked_where_nobody_says_otherwise(home_settings, mozilla, monkeypatch):
    monkeypatch.setenv("FXTRANSLATE_RECORDS_URL", mozilla.list_url)
    pull(home_settings, ["gl"], quiet)
    assert says_good_evening(home_settings)


def test_a_packed_download_that_breaks_off_goes_on(home_settings, mozilla):
    mozilla.break_after["alphas.bin.zst"] = [500_000]
    pull(home_settings, ["gl"], quiet, sources=[mozilla.list_url])
    assert mozilla.asked("engl-tiny-model.enpt.intgemm.alphas.bin.zst") == ["", "bytes=500000-"]
    assert says_good_evening(home_settings)


def test_a_packed_file_with_another_content_is_refused(home_settings, mozilla):
    """The hash of what is stored fits, that of the file does not."""
    for record in mozilla.records:
        record["decompressedHash"] = "0" * 64
    mozilla.lies["/records"] = json.dumps({"data": mozilla.records}).encode()
    with pytest.raises(PullFailed, match="cannot be unpacked"):
        pull(home_settings, ["gl"], quiet, sources=[mozilla.list_url])


def test_the_newest_release_and_the_larger_model_are_taken(home_settings, mozilla):
    old = [record | {"version": "2.0"} for record in mozilla.records]
    trial = [record | {"version": "3.1a1"} for record in mozilla.records]
    large = lay_out(mozilla.folder, "enpt", "en", "gl", architecture="base-memory")
    unknown = [record | {"version": "9.0"} for record in mozilla.records]
    half = [record | {"version": "3.9"} for record in mozilla.records if record["fileType"] == "model"]
    every = old + trial + large + mozilla.records + unknown + half
    mozilla.lies["/records"] = json.dumps({"data": every}).encode()
    pull(home_settings, ["gl"], quiet, sources=[mozilla.list_url])
    manifest = manifest_of(installed(home_settings) / "en-gl")
    assert (manifest.version, manifest.architecture) == ("3.0", "base-memory")


def test_a_language_with_its_script_is_found_by_its_code(home_settings, mozilla):
    tagged = []
    for script, architecture in (("Hant", "base"), ("Hans", "tiny")):
        for record in mozilla.records:
            tags = {"sourceLanguage": "en", "targetLanguage": f"gl-{script}", "architecture": architecture}
            tagged.append(record | tags)
    back = [record | {"sourceLanguage": "gl-Hans"} for record in mozilla.records[3:]]
    mozilla.lies["/records"] = json.dumps({"data": tagged + back}).encode()
    pull(home_settings, ["gl"], quiet, sources=[mozilla.list_url])
    assert manifest_of(installed(home_settings) / "en-gl").architecture == "tiny"
    assert {(edge.source, edge.target) for edge in FirefoxEngine(home_settings.models_path).edges()} >= {
        ("en", "gl")
    }


def test_a_larger_model_that_cannot_be_used_gives_way_to_the_next(home_settings, mozilla):
    large = lay_out(mozilla.folder, "enpt", "en", "gl", architecture="base")
    noise = packed(b"no model")
    for record in large:
        if record["fileType"] == "model":
            place = record["attachment"]["location"]
            (mozilla.folder / place).write_bytes(noise)
            record["attachment"] = {
                "location": place,
                "hash": hashlib.sha256(noise).hexdigest(),
                "size": len(noise),
            }
            record["decompressedHash"] = hashlib.sha256(b"no model").hexdigest()
    mozilla.lies["/records"] = json.dumps({"data": large + mozilla.records}).encode()
    pull(home_settings, ["gl"], quiet, sources=[mozilla.list_url])
    assert manifest_of(installed(home_settings) / "en-gl").architecture == "tiny"


def test_records_without_a_checksum_are_not_taken(home_settings, mozilla):
    for record in mozilla.records:
        record["decompressedHash"] = None
        record["attachment"].pop("hash")
    mozilla.lies["/records"] = json.dumps({"data": mozilla.records}).encode()
    with pytest.raises(PullFailed, match="does not have it"):
        pull(home_settings, ["gl"], quiet, sources=[mozilla.list_url])
