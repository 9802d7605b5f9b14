"""A process of its own that reads one file and writes it anew: `python -m service.files.reencode IN FOLDER`.

It has little memory and time, and nothing of ours: whatever a file does to the library that reads it ends
here. It prints what the file is, as JSON: of `service.files.images.Image`, or of
`service.files.voice.Recording` where `voice SECONDS` follows.
"""

from __future__ import annotations

import errno
import json
import resource
import sys
from pathlib import Path

MEMORY = 1024 * 1024 * 1024
"""Bytes of address space."""
SECONDS = 20
"""Of CPU time, for an image or the shortest recording."""
LISTENS = 20
"""So many seconds of a recording have a second of CPU time more."""
FULL = errno.ENOSPC
"""What the process leaves with where there is no room for what it writes: the file may be as good as any."""


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
        _must_have_room(error)
        large = type(error).__name__ in ("DecompressionBombError", "DecompressionBombWarning")
        return {"problem": pixels.TOO_LARGE if large else pixels.BROKEN}


def voice(source: Path, folder: Path, most: float) -> dict[str, object]:
    """Write `content` of a recording into `folder`; what it is. `most`: seconds that it may last."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (voice_seconds(most), voice_seconds(most)))
    from service.files import recordings  # within the limits

    try:
        return recordings.write(source, folder, most)
    except Exception as error:  # the library raises many kinds, and all mean that it cannot be read
        _must_have_room(error)
        return {"problem": recordings.BROKEN}


def voice_seconds(most: float) -> int:
    """Of CPU time, for a recording that may last `most` seconds."""
    return int(SECONDS + most / LISTENS)


def _must_have_room(error: Exception) -> None:
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT):
        raise SystemExit(FULL) from error


if __name__ == "__main__":
    given = Path(sys.argv[1]), Path(sys.argv[2])
    found = voice(*given, float(sys.argv[4])) if sys.argv[3:] else main(*given)
    print(json.dumps(found))  # noqa: T201
