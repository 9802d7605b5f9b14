"""A process of its own that reads one image and writes it anew: `python -m service.files.reencode IN FOLDER`.

It has little memory and time, and nothing of ours: whatever an image does to the library that reads it ends
here. It prints what the image is, as JSON of `service.files.images.Image`.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

MEMORY = 1024 * 1024 * 1024
"""Bytes of address space."""
SECONDS = 20
"""Of CPU time."""


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


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2]))))  # noqa: T201
