"""What a file is, by its content; what it says it is counts for nothing but a refusal."""

import struct
import tracemalloc

import pytest

from service.files.detect import media_type
from service.files.errors import FileBroken, FileTypeDiffers, FileTypeRefused
from tests.files import pictures

ODT = {"mimetype": "application/vnd.oasis.opendocument.text"}


def table(entries: int) -> bytes:
    """An archive that is nothing but its table of contents, of so many entries."""
    one = b"PK\x01\x02" + b"\0" * 42
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(one) * entries, 4, 0)
    return b"PK\x03\x04" + one * entries + end


def encrypted(body: bytes) -> bytes:
    """An archive that says that what is in it has a password."""
    at = body.index(b"PK\x01\x02") + 8
    return body[:at] + b"\x01" + body[at + 1 :]


MP4 = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0" * 40


@pytest.mark.parametrize(
    ("body", "name", "claimed", "found"),
    [
        (pictures.png(), "a.png", "image/png", "image/png"),
        (pictures.photo(8, 8), "a.JPG", "image/jpeg", "image/jpeg"),
        (pictures.photo(8, 8), "renamed.png", "image/png", "image/jpeg"),
        (pictures.png(), "no ending", "", "image/png"),
        (pictures.PDF, "a.pdf", "application/pdf", "application/pdf"),
        (pictures.word(), "a.docx", "application/octet-stream", None),
        (pictures.archive(**{"a.txt": "x"}), "a.zip", "application/x-zip-compressed", "application/zip"),
        (MP4, "a.mp4", "video/mp4", "video/mp4"),
        ("Olá, mundo\n".encode(), "a.txt", "text/plain;charset=utf-8", "text/plain"),
        (b"a,b\n1,2\n", "a.csv", "text/csv", "text/csv"),
        (("é" * 40_000).encode()[:65_537], "long.txt", "", "text/plain"),
    ],
)
def test_it_is_what_its_content_is(tmp_path, body, name, claimed, found):
    path = tmp_path / "file"
    path.write_bytes(body)
    wanted = found or "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    assert media_type(path, name, claimed) == wanted


@pytest.mark.parametrize(
    ("body", "name", "claimed", "error"),
    [
        (pictures.PDF, "photo.png", "image/png", FileTypeDiffers),
        (pictures.png(), "report.pdf", "application/pdf", FileTypeDiffers),
        (pictures.png(), "a.png", "application/pdf", FileTypeDiffers),
        (b"MZ\x90\0" + b"\0" * 200, "photo.jpg", "image/jpeg", FileTypeRefused),
        (b"MZ\x90\0" + b"\0" * 200, "setup.exe", "", FileTypeRefused),
        (b"\x7fELF" + b"\0" * 200, "run", "", FileTypeRefused),
        (b"#!/bin/sh\nrm -rf /\n", "notes.txt", "text/plain", FileTypeRefused),
        (pictures.SVG, "a.svg", "image/svg+xml", FileTypeRefused),
        (pictures.SVG, "a.png", "image/png", FileTypeRefused),
        (pictures.HTML, "a.txt", "text/plain", FileTypeRefused),
        (b"plain words", "page.html", "text/html", FileTypeRefused),
        (pictures.archive(**{"META-INF/MANIFEST.MF": "x"}), "a.zip", "", FileTypeRefused),
        (
            pictures.archive(**{"[Content_Types].xml": "", "word/vbaProject.bin": ""}),
            "a.docx",
            "",
            FileTypeRefused,
        ),
        (pictures.PDF + pictures.archive(**{"a.txt": "x"}), "a.pdf", "", FileTypeDiffers),
        (pictures.png() + pictures.archive(**{"a.txt": "x"}), "a.png", "", FileTypeDiffers),
        (b"PK\x03\x04" + b"\0" * 100, "a.zip", "", FileBroken),
        (encrypted(pictures.archive(**ODT)), "a.odt", "", FileBroken),
        (b"\xff\xfe\xfd\xfc" * 10, "a.bin", "", FileTypeRefused),
    ],
)
def test_what_lies_or_runs_is_refused(tmp_path, body, name, claimed, error):
    path = tmp_path / "file"
    path.write_bytes(body)
    with pytest.raises(error):
        media_type(path, name, claimed)


def test_a_table_of_contents_of_a_whole_file_is_not_held_in_memory(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(table(400_000))
    tracemalloc.start()
    try:
        with pytest.raises(FileBroken):
            media_type(path, "a.zip", "application/zip")
        assert tracemalloc.get_traced_memory()[1] < 8 * 1024 * 1024
    finally:
        tracemalloc.stop()
