"""Scripts that look over the repository: what it stands on, and that no secret lies in it."""

import json
import runpy
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def test_all_that_it_stands_on_is_told_the_same_each_time():
    document = runpy.run_path(str(ROOT / "scripts" / "sbom.py"))["document"]
    made = document()
    assert made == document()
    found = json.loads(made)
    assert (found["bomFormat"], found["specVersion"]) == ("CycloneDX", "1.6")
    named = {one["purl"].rpartition("@")[0]: one for one in found["components"]}
    assert named["pkg:pypi/litestar"]["licenses"]
    assert named["pkg:npm/lit"]["hashes"][0]["alg"] == "SHA-512"
    [ours] = [one for one in found["dependencies"] if one["ref"] == "duologue"]
    assert set(ours["dependsOn"]) == {one["bom-ref"] for one in found["components"]}


SECRETS = (
    "-----BEGIN RSA PRIVATE " + "KEY-----",
    "-----BEGIN PRIVATE " + "KEY-----",
    "AKIA" + "A1" * 8,
    "ghp_" + "x" * 36,
    "xoxb-" + "1" * 24,
    "sk_live_" + "a" * 24,
    "eyJ" + "a" * 24 + ".eyJ" + "b" * 24 + "." + "c" * 43,
)


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    """One with the script, and a file that is tracked."""
    where = tmp_path_factory.mktemp("repository")
    (where / "scripts").mkdir()
    shutil.copy(ROOT / "scripts" / "secrets.sh", where / "scripts")
    (where / "notes.txt").write_text("nothing")
    subprocess.run(["git", "init", "-q", where], check=True)
    subprocess.run(["git", "-C", where, "add", "notes.txt"], check=True)
    return where


@pytest.mark.parametrize("secret", SECRETS, ids=range(len(SECRETS)))
def test_a_secret_is_found_and_a_line_that_says_it_is_none_is_not(repository, secret):
    for line, code in ((f"key = {secret!r}\n", 1), (f"key = {secret!r}  # not-a-secret\n", 0)):
        (repository / "notes.txt").write_text(line)
        ran = subprocess.run([repository / "scripts" / "secrets.sh"], capture_output=True, text=True)
        assert ran.returncode == code, ran.stdout + ran.stderr
        assert ("notes.txt:1" in ran.stdout) is bool(code)


def test_where_git_cannot_look_it_is_not_said_that_all_is_well(tmp_path):
    (tmp_path / "scripts").mkdir()
    shutil.copy(ROOT / "scripts" / "secrets.sh", tmp_path / "scripts")
    ran = subprocess.run([tmp_path / "scripts" / "secrets.sh"], capture_output=True, text=True)
    assert ran.returncode != 0
