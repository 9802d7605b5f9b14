"""The places where files lie keep the same promises: a folder, and a bucket of a real S3 server."""

import asyncio
import shutil
import subprocess
import sys

import pytest

from service.errors import StorageFull, Unavailable
from service.files import storage as storage_module
from service.files.storage import FileStorage
from tests.ports import free_port
from tests.s3 import KEY
from wire.contracts.errors import SettingsError
from wire.contracts.settings import Settings


@pytest.fixture(params=["folder", "s3"])
def place(request, tmp_path, monkeypatch):
    if request.param == "folder":
        return FileStorage(Settings(home=tmp_path))
    address = request.getfixturevalue("s3")
    for name, value in (
        ("AWS_ENDPOINT_URL", address),
        ("AWS_ACCESS_KEY_ID", KEY),
        ("AWS_SECRET_ACCESS_KEY", KEY),
        ("AWS_REGION", "us-east-1"),
    ):
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    return FileStorage(Settings(home=tmp_path, files="s3://duologue/some/where"))


async def read(pieces) -> bytes:
    return b"".join([one async for one in pieces])


def test_what_is_put_is_given_back(place, tmp_path):
    large = tmp_path / "large"
    large.write_bytes(bytes(range(256)) * 50_000)

    async def story():
        await place.put("files/one/content", b"0123456789")
        await place.put("files/one/content", b"9876543210")
        await place.put("files/two/content", large)
        assert await read(place.get("files/one/content")) == b"9876543210"
        assert await read(place.get("files/two/content")) == large.read_bytes()
        assert await read(place.get_range("files/two/content", 255, 258)) == b"\xff\x00\x01"
        await place.remove_all("files/one/")
        with pytest.raises(FileNotFoundError):
            await read(place.get("files/one/content"))
        assert len(await read(place.get("files/two/content"))) == 12_800_000
        await place.remove("files/one/content")
        await place.remove_all("files/none/")

    asyncio.run(story())


def test_nobody_else_on_the_machine_reads_the_folder(tmp_path):
    place = FileStorage(Settings(home=tmp_path / "home"))
    asyncio.run(place.put("a/b", b"x"))
    assert (tmp_path / "home" / "files").stat().st_mode & 0o077 == 0


def test_a_place_that_is_none_is_refused(tmp_path):
    with pytest.raises(SettingsError):
        FileStorage(Settings(home=tmp_path, files="ftp://somewhere"))


def test_a_bucket_that_does_not_answer_is_unavailable(tmp_path, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", KEY)
    place = FileStorage(Settings(home=tmp_path, files="s3://nowhere"))
    with pytest.raises(Unavailable):
        asyncio.run(place.put("a", b"x"))


TOO_LARGE_FOR_THE_PROCESS = """
import asyncio, os, pathlib, resource, sys
from service.errors import StorageFull
from service.files.storage import FileStorage
from wire.contracts.settings import Settings
place = FileStorage(Settings(home=pathlib.Path(sys.argv[1])))
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
asyncio.run(place.put("small", bytes(900)))
try:
    asyncio.run(place.put("large", bytes(9000)))
except StorageFull:
    os._exit(0)  # threads of obstore may abort a process that ends by itself
sys.exit("it was kept")
"""


def test_a_process_that_may_write_no_larger_file_says_that_there_is_no_room(tmp_path):
    told = subprocess.run(
        [sys.executable, "-c", TOO_LARGE_FOR_THE_PROCESS, tmp_path],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert told.returncode == 0, told.stderr


@pytest.fixture
def little(tmp_path):
    """A disk of two megabytes."""
    folder = tmp_path / "little"
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)], capture_output=True
    )
    if made.returncode != 0:
        pytest.skip("a small disk cannot be mounted by this user")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_disk_that_is_full_in_the_middle_is_said_to_be(little, tmp_path):
    place = FileStorage(Settings(home=tmp_path, files=str(little)))

    async def story():
        await place.put("parts/one", b"x" * 1_500_000)
        with pytest.raises(StorageFull):
            await place.put("parts/two", b"x" * 1_500_000)
        with pytest.raises(FileNotFoundError):
            await read(place.get("parts/two"))
        await place.remove_all("parts/")
        await place.put("parts/two", b"x" * 1_500_000)

    asyncio.run(story())


def test_files_leave_room_for_the_store(tmp_path, monkeypatch):
    place = FileStorage(Settings(home=tmp_path))
    place.must_have_room(1000)
    monkeypatch.setattr(storage_module, "SPARE", shutil.disk_usage(tmp_path).free + 2**40)
    with pytest.raises(StorageFull):
        place.must_have_room(1000)
