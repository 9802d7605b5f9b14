"""Sound of a recording as Whisper takes it. Runs in the process of `service.files.hear` alone."""

from __future__ import annotations

from itertools import chain
from typing import Any, BinaryIO

from service.files.recordings import READ

RATE = 16_000
"""Samples a second."""
FULL = 32_768.0


class TooLong(Exception):
    """It lasts longer than it may."""


def samples(source: str | BinaryIO, most: float) -> Any:
    """One channel as an array of 32-bit floats from -1 to 1. `most`: seconds; no more than that is decoded.

    Raises:
        TooLong.
        ValueError: there is no sound in it. And whatever the library finds wrong with it.
    """
    import av
    import numpy

    pieces, count = [], 0
    with av.open(source, "r", options=READ, metadata_errors="ignore") as given:
        if not given.streams.audio:
            raise ValueError("no sound")
        form = av.AudioResampler(format="s16", layout="mono", rate=RATE)
        for frame in chain(given.decode(audio=0), [None]):
            if frame is not None:
                frame.pts = None  # the times of a recording may jump
            for one in form.resample(frame):
                count += one.samples
                if count > most * RATE:
                    raise TooLong
                pieces.append(one.to_ndarray().reshape(-1))
    if not count:
        raise ValueError("no sound")
    return numpy.concatenate(pieces).astype(numpy.float32) / FULL
