"""Recordings made for tests, as browsers and people make them. PyAV writes what is not WAV."""

from __future__ import annotations

import io
import wave
from typing import Any

import numpy as np


def samples(seconds: float, rate: int = 16_000, loud: int = 12_000) -> np.ndarray[Any, np.dtype[np.int16]]:
    """A tone that begins softly: its first half has a tenth of the loudness of the second."""
    at = np.arange(int(seconds * rate))
    return (np.where(at >= len(at) // 2, loud, loud / 10) * np.sin(at * 0.2)).astype(np.int16)


def wav(seconds: float = 2.0, rate: int = 16_000, loud: int = 12_000) -> bytes:
    body = io.BytesIO()
    with wave.open(body, "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", ""))
        file.writeframes(samples(seconds, rate, loud).tobytes())
    return body.getvalue()


def encoded(container: str, codec: str, seconds: float = 2.0, **metadata: str) -> bytes:
    """The same in another container, with what a recorder may write about place and device."""
    import av

    body = io.BytesIO()
    with (
        av.open(io.BytesIO(wav(seconds))) as given,
        av.open(body, "w", format=container, options={"movflags": "frag_keyframe"}) as kept,
    ):
        kept.metadata.update(metadata)
        stream = kept.add_stream(codec, rate=48_000, layout="mono")
        form = av.AudioResampler(format=stream.codec_context.format or "fltp", layout="mono", rate=48_000)
        for frame in given.decode(audio=0):
            for one in form.resample(frame):
                kept.mux(stream.encode(one))
        kept.mux(stream.encode(None))
    return body.getvalue()
