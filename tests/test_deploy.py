"""What lies under deploy/ runs as far as it can here: commands and settings are known, places fit together,
and systemd finds nothing wrong with its units."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from service.cli.main import duologue
from service.store import engines
from wire.contracts.broker_address import parse
from wire.contracts.settings import PREFIX, Settings

DEPLOY = Path(__file__).parent.parent / "deploy"
ROOT = DEPLOY.parent
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
VARIABLE = re.compile(r"\$\{(\w+):\?\}")
GIVEN = {
    "DUOLOGUE_NAME": "chat.example",
    "DATABASE_PASSWORD": "secret",
    "BROKER_PASSWORD": "secret",
    "SEAL_KEY": "s" * 32,
}
"""What somebody writes beside compose.yaml."""
EXPOSED = 25
"""The most that `systemd-analyze security` may say of a unit, in tenths."""


def is_command(words: list[str]) -> bool:
    """`duologue` knows it, and what is said to it."""
    return CliRunner().invoke(duologue, [*words, "--help"]).exit_code == 0


def settings_of(lines: list[str]) -> Settings:
    given = dict(one.split("=", 1) for one in lines if one and not one.startswith("#"))
    assert all(name.startswith(PREFIX) for name in given)
    found = Settings.load(given)
    engines.parse(found.store_url)
    parse(found.broker_url)
    return found


def unit(path: Path) -> configparser.ConfigParser:
    found = configparser.ConfigParser(interpolation=None)
    found.optionxform = str  # type: ignore[assignment, method-assign]
    found.read_string(path.read_text())
    return found


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_a_unit_starts_a_part_with_settings_that_there_are(path):
    service = unit(path)["Service"]
    program, *words = shlex.split(service["ExecStart"])
    assert Path(program).name == "duologue" and is_command(words)
    assert unit(path)["Unit"]["StartLimitIntervalSec"] == "0", "systemd gives up a part that ends five times"
    assert int(service["TimeoutStopSec"]) > 10, "as long as a part may take to end what it has in hand"
    more = service.get("Environment", "").replace("%i", "8001")
    found = settings_of([*(DEPLOY / "duologue.env").read_text().splitlines(), more])
    assert str(found.home) == f"/var/lib/{service['StateDirectory']}"
    assert all(str(one).startswith("/srv/duologue/") for one in (found.lake_path, found.files_path))
    assert service["ReadWritePaths"] == "-/srv/duologue"
    wanted = set(unit(path)["Unit"]["After"].split()) - {"network-online.target"}
    assert wanted <= {one.name for one in UNITS}


def test_systemd_finds_nothing_wrong(tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd here")
    here = str(Path(sys.executable).with_name("duologue"))
    for path in (DEPLOY / "systemd").iterdir():
        said = path.read_text().replace("/opt/duologue/.venv/bin/duologue", here)
        (tmp_path / path.name).write_text(said)
    asked = [str(tmp_path / path.name.replace("@.", "@8001.")) for path in UNITS]
    for path in UNITS:
        if "@." in path.name:
            shutil.copy(tmp_path / path.name, tmp_path / path.name.replace("@.", "@8001."))
    told = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *asked], capture_output=True, text=True, check=False
    )
    ours = [line for line in told.stderr.splitlines() if "duologue" in line]
    assert (told.returncode, ours) == (0, []), told.stderr
    safe = ["systemd-analyze", "security", "--offline=yes", f"--threshold={EXPOSED}", "--no-pager", *asked]
    told = subprocess.run(safe, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout[-2000:] + told.stderr


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    said = VARIABLE.sub(lambda found: GIVEN[found[1]], (DEPLOY / "compose.yaml").read_text())
    assert "$" not in said, "nothing else is to be filled in"
    found: dict[str, Any] = yaml.safe_load(said)
    return found


def test_compose_starts_every_part_with_settings_that_there_are(compose):
    parts = {name: one for name, one in compose["services"].items() if one["image"] == "duologue:latest"}
    assert set(parts) == {"serve", "work", "jobs", "collect", "dashboard"}
    shared = []
    for name, one in parts.items():
        assert is_command(one["command"]), name
        found = settings_of([f"{key}={value}" for key, value in one["environment"].items()])
        assert [f"home:{found.home}"] == one["volumes"], "lake and files are what all parts see"
        assert int(one["stop_grace_period"].removesuffix("s")) > 10
        shared.append((found.store_url, found.broker_url, found.partitions, found.seal_key))
    assert len(set(shared)) == 1
    least = {name: one.get("deploy", {}).get("replicas", 1) for name, one in parts.items()}
    assert least == {"serve": 2, "work": 3, "jobs": 2, "collect": 2, "dashboard": 1}


def test_places_of_compose_fit_together(compose):
    services, volumes = compose["services"], compose["volumes"]
    for one in services.values():
        assert set(one.get("depends_on", ())) <= set(services)
        for volume in one.get("volumes", ()):
            source = volume.split(":")[0]
            assert (DEPLOY / source).exists() if source.startswith(".") else source in volumes
    said = (DEPLOY / "Caddyfile").read_text()
    proxied = re.findall(r"(?:reverse_proxy|dynamic a) (\w+)[: ](\d+)", said)
    assert services["serve"]["deploy"]["replicas"] == 1 or "dynamic a serve" in said, "each is an upstream"
    assert "health_uri" not in said, "Caddy does not ask upstreams that it looks up"
    ports = {
        "serve": services["serve"]["environment"]["DUOLOGUE_PORT"],
        "dashboard": services["dashboard"]["environment"]["DUOLOGUE_DASHBOARD_PORT"],
    }
    assert dict(proxied) == ports
    assert f":{ports['serve']}/health/live" in services["serve"]["healthcheck"]["test"][-1]
    subnet = compose["networks"]["default"]["ipam"]["config"][0]["subnet"]
    assert services["serve"]["environment"]["DUOLOGUE_TRUSTED_PROXIES"] == subnet
    valkey = services["valkey"]["command"]
    assert valkey[valkey.index("--maxmemory-policy") + 1] == "noeviction"
    assert valkey[valkey.index("--requirepass") + 1] in services["serve"]["environment"]["DUOLOGUE_REDIS_URL"]


def test_no_proxy_of_ours_writes_down_what_people_search_for():
    servers = (DEPLOY / "nginx.conf").read_text().split("\nserver {")[1:]
    assert len(servers) == 3 and all("\n    access_log off;" in one for one in servers)


def test_the_image_is_made_of_what_there_is():
    said = (DEPLOY / "Dockerfile").read_text()
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    [asked] = re.findall(r"'\.\[([\w,]+)\]'", said)
    assert set(asked.split(",")) <= set(extras) and "postgres" in asked
    for version in re.findall(r"FROM python:(\d+)\.(\d+)-", said):
        assert tuple(map(int, version)) >= (3, 11)
    assert is_command([re.findall(r'CMD \["(\w+)"\]', said)[0]])
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text().split()
    assert {".venv", "**/node_modules", ".git", "**/.env"} <= set(ignored)
