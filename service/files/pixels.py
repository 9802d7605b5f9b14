"""Pixels of an image and nothing else of it: no place, no camera, no second file behind the first.

Runs in a process of its own (`service.files.reencode`): nothing else may import this.
"""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import Any

import blurhash
from PIL import Image, ImageCms, ImageOps, ImageSequence

MOST_PIXELS = 50_000_000
"""Of an image, or of all pictures of an animation together."""
LONGEST = 4096
"""Pixels of a side; what is larger is made smaller."""
PREVIEW = 720
"""Pixels of the longer side of a preview; smaller images need none."""
TOO_LARGE, BROKEN = "image_too_large", "file_broken"
SAVED = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}
_OPTIONS: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 88, "progressive": True, "optimize": True},
    "WEBP": {"quality": 88},
}


def write(source: Path, folder: Path) -> dict[str, object]:
    """Write `content`, and `preview` where it is large. Gives what the image is, or its `problem`.

    Raises whatever the library finds wrong with it.
    """
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    with Image.open(source, formats=tuple(SAVED)) as image:
        kind, count = str(image.format), int(getattr(image, "n_frames", 1))
        if image.width * image.height * count > MOST_PIXELS:
            return {"problem": TOO_LARGE}
        pictures, waits = _pictures(image, still=count == 1 or kind in ("PNG", "JPEG"))
    _save(pictures, waits, kind, folder / "content")
    first = pictures[0]
    found = {"media_type": SAVED[kind], "width": first.width, "height": first.height}
    return found | {"blurhash": _hash(first), "preview": _preview(first, folder)}


def _pictures(image: Image.Image, *, still: bool) -> tuple[list[Image.Image], list[int]]:
    """Each picture upright, and for how many milliseconds it is shown."""
    pictures, waits = [], []
    for frame in ImageSequence.Iterator(image):
        upright = _in_srgb(ImageOps.exif_transpose(frame))
        upright.thumbnail((LONGEST, LONGEST))
        pictures.append(upright.copy())
        waits.append(int(frame.info.get("duration", 0)) or 100)
        if still:
            break
    for one in pictures:
        one.info.clear()
    return pictures, waits


def _in_srgb(image: Image.Image) -> Image.Image:
    """Colours as every screen shows them: a profile goes with the other metadata."""
    profile = image.info.get("icc_profile")
    clear = "A" in image.mode or "transparency" in image.info
    plain = "RGBA" if clear else "RGB"
    if not profile or image.mode not in ("RGB", "RGBA", "CMYK"):
        return image.convert(plain)
    try:
        read = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        srgb, mode = ImageCms.createProfile("sRGB"), "RGB" if image.mode == "CMYK" else plain
        found = ImageCms.profileToProfile(image, read, srgb, outputMode=mode)
    except (ImageCms.PyCMSError, OSError):
        return image.convert(plain)
    return found or image.convert(plain)


def _save(pictures: list[Image.Image], waits: list[int], kind: str, path: Path) -> None:
    options = dict(_OPTIONS.get(kind, {}))
    if kind == "JPEG":
        pictures = [one.convert("RGB") for one in pictures]
    if len(pictures) > 1:
        options |= {"save_all": True, "append_images": pictures[1:], "duration": waits, "loop": 0}
        options |= {"disposal": 2} if kind == "GIF" else {}
    pictures[0].save(path, format=kind, **options)


def _hash(first: Image.Image) -> str:
    tiny = first.convert("RGB").resize((32, 32))
    rows = [[tiny.getpixel((x, y)) for x in range(32)] for y in range(32)]
    across, down = (4, 3) if first.width >= first.height else (3, 4)
    return str(blurhash.encode(rows, across, down))


def _preview(first: Image.Image, folder: Path) -> bool:
    if max(first.size) <= PREVIEW:
        return False
    small = first.copy()
    small.thumbnail((PREVIEW, PREVIEW))
    small.save(folder / "preview", format="WEBP", quality=80)
    return True
