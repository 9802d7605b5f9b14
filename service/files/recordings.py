"""Sound of a recording and nothing else of it, in a form that every browser plays.

Runs in a process of its own (`service.files.reencode`); of others, only one that decodes recordings may
import what is here to be read. With PyAV (extra `voice`) whatever it reads becomes MP3, for browsers record
what others do not play; without it only WAV is taken, as it came.
"""

from __future__ import annotations

import array
import sys
import wave
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

RATE = 24_000
"""Samples a second of what is kept, in one channel."""
BITS = 48_000
"""A second: speech is clear, and a minute has 360 KB."""
BARS = 64
LEVELS = "0123456789abcdefghijklmnopqrstuv"
BROKEN, LONG, UNSUPPORTED = "file_broken", "voice_too_long", "voice_unsupported"
FORMATS = "matroska,webm,ogg,mov,mp4,wav,flac,mp3"
"""What recorders write. Others are not tried: a playlist, or a description of a session, names what is to be
opened in its place, on this machine or on a network."""
STEP = RATE // 50
"""Samples that one loudness is taken of, until it is known how many make a bar."""
RATES = 8_000, 192_000
"""Samples a second, least and most, of what is kept as it came: what every browser plays."""
READ = {"format_whitelist": FORMATS, "protocol_whitelist": "file"}


def write(source: Path, folder: Path, most: float) -> dict[str, object]:
    """Write `content` into `folder`. Gives what the recording is, or its `problem`. `most`: seconds.

    Raises whatever the library finds wrong with it.
    """
    try:
        import av
    except ImportError:
        return _as_it_came(source, folder, most)
    peaks, count = [], 0
    with (
        av.open(str(source), "r", options=READ, metadata_errors="ignore") as given,
        av.open(str(folder / "content"), "w", format="mp3") as kept,
    ):
        if not given.streams.audio:
            return {"problem": BROKEN}
        stream = kept.add_stream("libmp3lame", rate=RATE)
        stream.layout, stream.bit_rate = "mono", BITS
        for frame in _frames(av, given):
            samples = array.array("h", bytes(frame.planes[0])[: 2 * frame.samples])
            count += len(samples)
            if count > most * RATE:
                return {"problem": LONG}
            peaks += [max(abs(one) for one in samples[at : at + STEP]) for at in range(0, len(samples), STEP)]
            kept.mux(stream.encode(frame))
        kept.mux(stream.encode(None))
    return _found("audio/mpeg", count / RATE, peaks)


def _frames(av: Any, given: Any) -> Iterator[Any]:
    """Sound in the form in which it is kept, without the times of the recording, which may jump."""
    form = av.AudioResampler(format="s16p", layout="mono", rate=RATE, frame_size=1152)
    at = 0
    for frame in chain(given.decode(audio=0), [None]):
        if frame is not None:
            frame.pts = None
        for one in form.resample(frame):
            one.pts, at = at, at + one.samples
            yield one


def _as_it_came(source: Path, folder: Path, most: float) -> dict[str, object]:
    """WAV of 16 bits, written anew by what Python brings: nothing but its samples is left."""
    if not source.read_bytes()[:12].endswith(b"WAVE"):
        return {"problem": UNSUPPORTED}
    with wave.open(str(source), "rb") as given:
        rate, channels = given.getframerate(), given.getnchannels()
        if given.getsampwidth() != 2 or channels > 2 or not RATES[0] <= rate <= RATES[1]:
            return {"problem": UNSUPPORTED}
        said = given.getnframes()  # of a recorder that was cut off, as many as fit: its bytes count
        body = given.readframes(min(said, int(most * rate) + 1))
    if len(body) > most * rate * channels * 2:
        return {"problem": LONG}
    with wave.open(str(folder / "content"), "wb") as kept:
        kept.setparams((channels, 2, rate, 0, "NONE", ""))
        kept.writeframes(body)
    samples = array.array("h", body[: len(body) // 2 * 2])
    if sys.byteorder == "big":
        samples.byteswap()
    step = max(1, rate // 50) * channels
    peaks = [max(abs(one) for one in samples[at : at + step]) for at in range(0, len(samples), step)]
    return _found("audio/wav", len(samples) / channels / rate, peaks)


def _found(kind: str, seconds: float, peaks: list[int]) -> dict[str, object]:
    if not peaks:
        return {"problem": BROKEN}
    return {"media_type": kind, "seconds": round(seconds, 2), "waveform": waveform(peaks)}


def waveform(peaks: list[int]) -> str:
    """Loudness from end to end in at most `BARS` letters of `LEVELS`: the loudest `v`, silence all `0`."""
    bars = min(BARS, len(peaks))
    loud = [max(peaks[i * len(peaks) // bars : (i + 1) * len(peaks) // bars]) for i in range(bars)]
    top = max(max(loud), 328)  # a hundredth of full: noise of a room is not drawn as speech
    return "".join(LEVELS[round(one / top * (len(LEVELS) - 1))] for one in loud)
