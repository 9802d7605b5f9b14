"""A process of its own that reads one file and writes it anew: `python -m service.files.reencode IN FOLDER`.

It has little memory and time, and nothing of ours: whatever a file does to the library that reads it ends
here. It prints what the file is, as JSON: of `service.files.images.Image`, or of
`service.files.voice.Recording` where `voice SECONDS` follows.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

MEMORY = 1024 * 1024 * 1024
"""Bytes of address space."""
SECONDS, VOICE_SECONDS = 20, 40
"""Of CPU time: for an image, and for a recording."""


def main(source: Path, folder: Path) -> dict[str, object]:
    """Write `content`, and `preview` where the image is large, into `folder`; what it is."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    from service.files import pixels  # within the limits

    try:
        return pixels.write(source, folder)
    except MemoryError:
        return {"problem": pixels.TOO_LARGE}
    except Exception as error:  # the library raises many kinds, and all mean that it is no image
        large = type(error).__name__ in ("DecompressionBombError", "DecompressionBombWarning")
        return {"problem": pixels.TOO_LARGE if large else pixels.BROKEN}


def voice(source: Path, folder: Path, most: float) -> dict[str, object]:
    """Write `content` of a recording into `folder`; what it is. `most`: seconds that it may last."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (VOICE_SECONDS, VOICE_SECONDS))
    from service.files import recordings  # within the limits

    try:
        return recordings.write(source, folder, most)
    except Exception:  # the library raises many kinds, and all mean that it cannot be read
        return {"problem": recordings.BROKEN}


if __name__ == "__main__":
    given = Path(sys.argv[1]), Path(sys.argv[2])
    found = voice(*given, float(sys.argv[4])) if sys.argv[3:] else main(*given)
    print(json.dumps(found))  # noqa: T201
