"""A home is its owner's alone, whatever the umask was, or the home that says why it cannot be."""

import asyncio
import os
import stat
from pathlib import Path

import pytest

from analytics import files
from analytics.schema import MESSAGES
from service.supervisor.checks import checks
from tests.analytics.world import World
from tests.processes import start
from wire import home as private
from wire.contracts.errors import NotPrivate
from wire.contracts.settings import Settings


@pytest.fixture(autouse=True)
def umask():
    before = os.umask(0o022)
    yield
    os.umask(before)


def modes(home: Path) -> dict[str, int]:
    found = {".": home, **{str(path.relative_to(home)): path for path in home.rglob("*")}}
    return {name: stat.S_IMODE(path.lstat().st_mode) for name, path in found.items()}


@pytest.fixture
def old(tmp_path) -> Path:
    """A home as it was made before: open, with a program, a closed file and a link out of it."""
    home = tmp_path / "home"
    (home / "lake" / "messages").mkdir(parents=True)
    (home / "duologue.db").write_text("hashes")
    (home / "lake" / "messages" / "a.parquet").write_text("a")
    (home / "lake" / "tool").touch(mode=0o775)
    (home / "demo-password").touch(mode=0o600)
    (tmp_path / "elsewhere").mkdir(mode=0o755)
    (tmp_path / "elsewhere" / "file").write_text("not ours")
    (home / "models").symlink_to(tmp_path / "elsewhere")
    return home


def test_a_new_home_and_all_that_is_made_in_it_is_private(tmp_path):
    home = tmp_path / "some" / "home"
    private.keep(Settings(home=home))
    (home / "lake").mkdir()
    (home / "lake" / "file").write_text("x")
    assert modes(home) == {".": 0o700, "lake": 0o700, "lake/file": 0o600}


def test_an_old_home_is_closed_and_what_it_links_to_is_left_alone(old):
    private.keep(Settings(home=old))
    found = modes(old)
    found.pop("models")
    assert not any(mode & 0o077 for mode in found.values())
    assert (found["lake"], found["duologue.db"], found["lake/tool"]) == (0o700, 0o600, 0o700)
    assert (old.parent / "elsewhere").stat().st_mode & 0o777 == 0o755
    assert (old.parent / "elsewhere" / "file").stat().st_mode & 0o777 == 0o644
    assert not list(private.opened(old))


def somebody_elses(tmp_path: Path) -> Path:
    if os.geteuid() != 0:
        return Path("/usr")
    home = tmp_path / "theirs"
    home.mkdir()
    os.chown(home, 65534, 65534)
    return home


def test_a_home_of_somebody_else_is_refused(tmp_path):
    home = somebody_elses(tmp_path)
    with pytest.raises(NotPrivate, match=r"belongs to user \d+, and this is user \d+.*DUOLOGUE_HOME"):
        private.keep(Settings(home=home))


def test_a_home_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(NotPrivate, match="cannot be made"):
        private.keep(Settings(home=tmp_path / "file" / "home"))


def test_a_file_system_without_modes_is_refused(old, monkeypatch):
    monkeypatch.setattr(Path, "chmod", lambda self, mode: None)  # as FAT and some shares do
    with pytest.raises(NotPrivate, match="keeps no modes"):
        private.keep(Settings(home=old))


def test_a_socket_outside_home_lies_in_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path / "t"))
    settings = Settings(home=tmp_path / ("long" * 40))
    private.keep(settings)
    folder = settings.broker_socket.parent
    assert folder.parent == tmp_path / "t" and modes(folder) == {".": 0o700}
    folder.rmdir()
    folder.symlink_to(tmp_path)
    with pytest.raises(NotPrivate):
        private.keep(settings)


@pytest.mark.parametrize(
    "command", ["up", "serve", "work", "collect", "dashboard", "broker", "demo", "canned export"]
)
def test_no_command_starts_in_a_home_that_others_own(tmp_path, command):
    home = somebody_elses(tmp_path)
    environ = {**os.environ, "DUOLOGUE_HOME": str(home)}
    started = start("service.cli", *command.split(), imports="service.cli.main", environ=environ)
    _, said = started.communicate(timeout=60)
    assert started.returncode == 2
    assert "belongs to user" in said and "Traceback" not in said


def about_home(home: Path):
    return {one.task: one for one in asyncio.run(checks(Settings(home=home)))}["data folder"]


def test_the_doctor_says_who_can_read_it_and_changes_nothing(old, tmp_path):
    before = modes(old)
    said = about_home(old)
    assert said.state == "broken" and "open to others" in said.why and "chmod" in said.how
    assert modes(old) == before
    private.keep(Settings(home=old))
    assert about_home(old).state == "ready"
    assert about_home(tmp_path / "none").state == "ready" and not (tmp_path / "none").exists()
    assert about_home(somebody_elses(tmp_path)).state == "broken"


def test_a_lake_elsewhere_is_as_open_as_its_owner_made_it(tmp_path):
    private.keep(Settings(home=tmp_path / "home"))
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o750)
    for root in (shared, tmp_path / "home" / "lake"):
        world = World()
        world.say("ana", 0)
        world.write(root)
    (made,) = files.listing(shared, MESSAGES)
    assert {stat.S_IMODE(path.stat().st_mode) for path in made.path.parents if shared in path.parents} == {
        0o750
    }
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o640
    assert not list(private.opened(tmp_path / "home"))
