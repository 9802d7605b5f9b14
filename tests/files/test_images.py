"""Images are written anew by a process that may fail in place of ours."""

import asyncio
import io

import pytest
from PIL import Image

from service.errors import StorageFull
from service.files import images, reencode
from service.files.errors import FileBroken, ImageTooLarge
from service.files.images import ImageWriter
from tests.files import pictures


def written(tmp_path, body: bytes):
    """What it is found to be, and the bytes that its readers get."""
    (tmp_path / "in").write_bytes(body)
    found = asyncio.run(ImageWriter().write(tmp_path / "in", tmp_path))
    return found, (tmp_path / "content").read_bytes()


def test_nothing_but_pixels_is_left_of_a_photo(tmp_path):
    found, body = written(tmp_path, pictures.photo())
    assert (found.media_type, found.width, found.height, found.preview) == ("image/jpeg", 1600, 1200, True)
    assert b"Secret" not in body
    with Image.open(io.BytesIO(body)) as image:
        assert dict(image.getexif()) == {} and "comment" not in image.info
        assert image.getpixel((10, 10))[0] > 200
    with Image.open(tmp_path / "preview") as small:
        assert (small.format, small.size) == ("WEBP", (720, 540))
    assert 6 < len(found.blurhash) < 60


def test_a_photo_is_turned_upright_before_its_orientation_goes(tmp_path):
    found, body = written(tmp_path, pictures.photo(80, 40, orientation=6))
    assert (found.width, found.height, found.preview) == (40, 80, False)
    with Image.open(io.BytesIO(body)) as image:
        assert image.getpixel((20, 5))[0] > 200 and image.getpixel((20, 75))[2] > 200


def test_what_follows_an_image_is_not_handed_on(tmp_path):
    _, body = written(tmp_path, pictures.png() + b"<script>alert(1)</script>")
    assert b"script" not in body


def test_an_animation_keeps_its_pictures(tmp_path):
    found, body = written(tmp_path, pictures.animation())
    with Image.open(io.BytesIO(body)) as image:
        assert (found.media_type, image.n_frames) == ("image/gif", 3)


def test_a_transparent_image_stays_so(tmp_path):
    _, body = written(tmp_path, pictures.saved(Image.new("RGBA", (9, 9), (255, 0, 0, 0)), "PNG"))
    with Image.open(io.BytesIO(body)) as image:
        assert image.convert("RGBA").getpixel((4, 4))[3] == 0


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (pictures.bomb, ImageTooLarge),
        (lambda: pictures.bomb(8000), ImageTooLarge),
        (lambda: pictures.animation(900, 256), ImageTooLarge),
        (lambda: pictures.photo()[:4000], FileBroken),
        (lambda: pictures.png()[:30], FileBroken),
        (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 100, FileBroken),
    ],
    ids=["bomb", "large", "frames", "cut", "cut early", "empty"],
)
def test_what_is_too_large_or_broken_is_said_to_be(tmp_path, body, error):
    with pytest.raises(error):
        written(tmp_path, body())  # made here: each process collects this file, one runs it


def test_where_there_is_no_room_an_image_is_not_called_broken(tmp_path):
    (tmp_path / "content").symlink_to("/dev/full")
    with pytest.raises(StorageFull):
        written(tmp_path, pictures.png())


def test_what_takes_too_much_memory_ends_its_own_process(tmp_path, monkeypatch):
    small = "from service.files import reencode; import sys, json; from pathlib import Path; "
    small += "reencode.MEMORY = 150_000_000; print(json.dumps(reencode.main(*map(Path, sys.argv[1:]))))"
    real = asyncio.create_subprocess_exec

    async def with_little(program, _m, _module, *paths, **options):
        return await real(program, "-c", small, *paths, **options)

    monkeypatch.setattr(images.asyncio, "create_subprocess_exec", with_little)
    with pytest.raises((ImageTooLarge, FileBroken)):
        written(tmp_path, pictures.photo(6000, 5000))
    assert reencode.MEMORY > 150_000_000


def test_one_that_does_not_end_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(images, "WITHIN", 0.0)
    with pytest.raises(ImageTooLarge):
        written(tmp_path, pictures.png())
