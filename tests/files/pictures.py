"""Images and other files, made when they are asked for."""

import io
import struct
import zipfile
import zlib

from PIL import Image

GPS = 0x8825


def png(width: int = 40, height: int = 30, colour: str = "red") -> bytes:
    return saved(Image.new("RGB", (width, height), colour), "PNG")


def saved(image: Image.Image, kind: str, **options) -> bytes:
    out = io.BytesIO()
    image.save(out, format=kind, **options)
    return out.getvalue()


def photo(width: int = 1600, height: int = 1200, orientation: int = 1) -> bytes:
    """A JPEG with a place, a camera and an orientation, red on its left and blue on its right."""
    image = Image.new("RGB", (width, height), "blue")
    image.paste("red", (0, 0, width // 2, height))
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = orientation, "SecretCamera"
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (52.0, 31.0, 12.0)
    return saved(image, "JPEG", exif=exif, comment=b"SecretComment")


def animation(pictures: int = 3, size: int = 24) -> bytes:
    frames = [Image.new("RGB", (size, size), colour) for colour in ("red", "green", "blue")]
    frames = [frames[number % 3] for number in range(pictures)]
    return saved(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=80, loop=0)


def bomb(side: int = 60_000) -> bytes:
    """A PNG of some kilobytes that would fill gigabytes: all its rows are zeros."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 10_000_000))


def archive(**entries: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, text in entries.items():
            file.writestr(name, text)
    return out.getvalue()


def word() -> bytes:
    return archive(**{"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"})


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
