"""What a file is, by its content alone, and whether that is what it is said to be. Unknown is refused.

Only what is named here is taken: a list of what is safe to hand on, not of what is dangerous.
"""

from __future__ import annotations

import io
import mimetypes
import struct
import zipfile
import zlib
from pathlib import Path, PurePath

from service.files.errors import FileBroken, FileTypeDiffers, FileTypeRefused

HEAD = 64 * 1024
"""Bytes that are looked at; of a container, its table of contents too."""
MOST_ENTRIES = 20_000
LARGEST_TABLE = 4 * 1024 * 1024
"""Bytes of the table of contents of an archive: read, it takes ten times as much memory."""

IMAGES = ("image/png", "image/jpeg", "image/gif", "image/webp")
_SIGNS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (0, b"%PDF-", "application/pdf"),
    (8, b"WAVE", "audio/wav"),
    (0, b"OggS", "audio/ogg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"\x1a\x45\xdf\xa3", "video/webm"),
)
_BRANDS = {b"M4A ": "audio/mp4", b"M4B ": "audio/mp4", b"isom": "video/mp4", b"iso2": "video/mp4",
           b"mp41": "video/mp4", b"mp42": "video/mp4", b"avc1": "video/mp4", b"iso5": "video/mp4",
           b"iso6": "video/mp4", b"qt  ": "video/quicktime"}  # fmt: skip
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OFFICE_FOLDERS = {
    "word/": _OFFICE + "wordprocessingml.document",
    "xl/": _OFFICE + "spreadsheetml.sheet",
    "ppt/": _OFFICE + "presentationml.presentation",
}
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_ACTIVE = {
    "html", "htm", "xhtml", "svg", "svgz", "js", "mjs", "wasm", "xml", "mht", "mhtml", "hta", "url", "chm",
    "exe", "dll", "com", "scr", "bat", "cmd", "msi", "ps1", "vbs", "lnk", "reg", "cpl", "pif", "sh",
    "desktop", "jar", "apk", "ipa", "dmg", "pkg", "deb", "rpm", "iso", "appimage", "docm", "xlsm", "pptm",
}  # fmt: skip
"""Endings of what runs, or shows itself as a page, where it is opened."""


def media_type(path: Path, name: str, claimed: str) -> str:
    """The media type of a file by its content. `name`, `claimed`: what its sender says.

    Raises:
        FileTypeRefused, FileTypeDiffers, FileBroken.
    """
    ending = PurePath(name).suffix.lower().removeprefix(".")
    found = _of_content(path, ending)
    if ending in _ACTIVE or found is None:
        raise FileTypeRefused("Files of this kind are not taken.")
    for said in (claimed, mimetypes.guess_type(name)[0] or ""):
        if said and not _agrees(said.lower().partition(";")[0].strip(), found):
            raise FileTypeDiffers("What is in this file is not what its name or type says.")
    if found != "application/zip" and not found.startswith((_OFFICE, _OPEN_DOCUMENT)):
        _must_be_one_thing(path)
    return found


def _of_content(path: Path, ending: str) -> str | None:
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head.startswith(b"PK\x03\x04"):
        return _archive(path)
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12])
    for at, sign, kind in _SIGNS:
        if head[at:].startswith(sign) and (at == 0 or head.startswith(b"RIFF")):
            return kind
    return _text(head, ending)


class _Bounded(io.BufferedReader):
    """An archive whose table of contents is read only where it is small: it says itself how large it is."""

    def read(self, size: int | None = -1, /) -> bytes:
        """ValueError: more than any table may have is asked for."""
        if size is not None and size > LARGEST_TABLE:
            raise ValueError("This table of contents is too large.")
        return super().read(size)


_DAMAGED = (zipfile.BadZipFile, OSError, ValueError, RuntimeError, EOFError, struct.error, zlib.error)
"""What reading an archive raises that somebody has made up."""


def _archive(path: Path) -> str | None:
    """Of a ZIP file by the names in it; nothing is unpacked."""
    try:
        with _Bounded(io.FileIO(path)) as file, zipfile.ZipFile(file) as archive:
            return _of_archive(archive)
    except _DAMAGED as error:
        raise FileBroken("This file is cut off or damaged.") from error


def _of_archive(archive: zipfile.ZipFile) -> str | None:
    names = archive.namelist()
    if len(names) > MOST_ENTRIES:
        return None
    if any(one.lower().endswith("vbaproject.bin") or one == "META-INF/MANIFEST.MF" for one in names):
        return None
    if "[Content_Types].xml" in names:
        kinds = [kind for folder, kind in _OFFICE_FOLDERS.items() if any(n.startswith(folder) for n in names)]
        return kinds[0] if len(kinds) == 1 else None
    return _open_document(archive) if names[:1] == ["mimetype"] else "application/zip"


def _open_document(archive: zipfile.ZipFile) -> str | None:
    with archive.open("mimetype") as file:
        said = file.read(100).decode("ascii", "replace").strip()
    return said if said.startswith(_OPEN_DOCUMENT) else None


def _text(head: bytes, ending: str) -> str | None:
    """Text in UTF-8 that is no page and no script of a shell."""
    try:
        text = head.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 4 or len(head) < HEAD:
            return None
        text = head[: error.start].decode("utf-8-sig")
    if any(ord(one) < 32 and one not in "\t\n\r\f\x1b" for one in text):
        return None
    if text.lstrip().startswith(("<", "#!", "{\\rtf")):
        return None
    return "text/csv" if ending in ("csv", "tsv") else "text/plain"


def _agrees(said: str, found: str) -> bool:
    if said in ("application/octet-stream", found):
        return True
    kind, other = said.partition("/")[0], found.partition("/")[0]
    if "zip" in said and found == "application/zip":
        return True
    if other == "text":
        return kind == "text" or said in ("application/json", "application/csv", "application/vnd.ms-excel")
    if other in ("audio", "video"):
        return kind in ("audio", "video")
    return kind == other and other == "image"


def _must_be_one_thing(path: Path) -> None:
    """FileTypeDiffers where it is an archive, too: one that begins as something else is read from its end."""
    if zipfile.is_zipfile(path):
        raise FileTypeDiffers("This file is two things at once.")
