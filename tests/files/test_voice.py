"""Recordings become what every browser plays, with length and loudness; or are refused with a code."""

from __future__ import annotations

import asyncio
import io
import sys
import wave

import pytest

from service.errors import StorageFull
from service.files import recordings
from service.files.errors import FileBroken, VoiceTooLong
from service.files.voice import Recording, VoiceWriter
from tests.files import sounds

av = pytest.importorskip("av", reason="extra `voice` is not installed", exc_type=ImportError)


def written(tmp_path, body: bytes, minutes: int = 1) -> tuple[Recording, bytes]:
    (tmp_path / "in").write_bytes(body)
    found = asyncio.run(VoiceWriter(minutes).write(tmp_path / "in", tmp_path))
    return found, (tmp_path / "content").read_bytes()


@pytest.mark.parametrize(
    ("container", "codec"),
    [("webm", "libopus"), ("ogg", "libopus"), ("mp4", "aac"), ("flac", "flac"), ("mp3", "libmp3lame")],
)
def test_whatever_a_browser_records_becomes_mp3_with_its_length(tmp_path, container, codec):
    found, body = written(tmp_path, sounds.encoded(container, codec, comment="Secret place"))
    assert found.media_type == "audio/mpeg" and b"Secret" not in body
    assert found.seconds == pytest.approx(2.0, abs=0.15)
    with av.open(io.BytesIO(body)) as kept:
        assert kept.streams.audio[0].codec_context.name.startswith("mp3")
        length = sum(frame.samples for frame in kept.decode(audio=0)) / recordings.RATE
    assert length == pytest.approx(2.0, abs=0.2)


def test_its_waveform_is_soft_where_it_is_soft(tmp_path):
    found, _ = written(tmp_path, sounds.wav())
    levels = [recordings.LEVELS.index(one) for one in found.waveform]
    assert len(levels) == 64
    assert max(levels[:28]) <= 6 and min(levels[36:60]) >= 25


def test_silence_is_kept_and_shows_as_silence(tmp_path):
    found, _ = written(tmp_path, sounds.wav(loud=0))
    assert set(found.waveform) == {"0"} and found.seconds == pytest.approx(2.0, abs=0.15)


def test_one_that_lasts_too_long_is_refused_by_its_sound_and_not_by_what_it_says(tmp_path):
    with pytest.raises(VoiceTooLong) as refused:
        written(tmp_path, sounds.encoded("webm", "libopus", seconds=63))
    assert refused.value.details["limit"] == 1


@pytest.mark.parametrize(
    "body",
    [b"RIFF\x00\x00\x00\x00WAVE", b"OggS" + bytes(500), b"\x1a\x45\xdf\xa3" + bytes(500), sounds.wav(0)],
    ids=["header", "ogg", "webm", "no samples"],
)
def test_what_has_no_sound_in_it_is_broken(tmp_path, body):
    with pytest.raises(FileBroken):
        written(tmp_path, body)


def test_one_that_is_cut_off_gives_what_there_is(tmp_path):
    whole = sounds.encoded("ogg", "libopus", seconds=10)
    found, _ = written(tmp_path, whole[: len(whole) // 2])
    assert 2 < found.seconds < 9


def test_without_the_extra_wav_is_kept_and_others_are_refused(tmp_path, monkeypatch):
    webm = sounds.encoded("webm", "libopus")
    monkeypatch.setitem(sys.modules, "av", None)
    (tmp_path / "in").write_bytes(sounds.wav() + b"LIST\x06\x00\x00\x00Secret")
    found = recordings.write(tmp_path / "in", tmp_path, 60)
    assert (found["media_type"], found["seconds"]) == ("audio/wav", 2.0)
    with wave.open(str(tmp_path / "content")) as kept:
        assert kept.getnframes() == 32_000
    assert b"Secret" not in (tmp_path / "content").read_bytes()
    assert recordings.write(tmp_path / "in", tmp_path, 1)["problem"] == "voice_too_long"
    (tmp_path / "in").write_bytes(webm)
    assert recordings.write(tmp_path / "in", tmp_path, 60) == {"problem": "voice_unsupported"}


NAMED = b"ID3\x04\x00\x00\x00\x00\x00\x14" + bytes(20)
"""Passes for MP3; what reads recordings goes on after it, and looks at what follows."""


@pytest.mark.parametrize(
    "body",
    [
        b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n",
        b"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nother.wav\n#EXT-X-ENDLIST\n",
        b"ffconcat version 1.0\nfile other.wav\n",
    ],
    ids=["session", "playlist", "list"],
)
@pytest.mark.parametrize("before", [b"", NAMED], ids=["plain", "named"])
def test_what_names_other_places_is_not_even_read(tmp_path, body, before):
    (tmp_path / "other.wav").write_bytes(sounds.wav())
    (tmp_path / "whole.m3u8").write_bytes(before + body)
    with pytest.raises(av.error.FFmpegError):
        recordings.write(tmp_path / "whole.m3u8", tmp_path, 60)


def test_where_there_is_no_room_nothing_is_decided(tmp_path):
    (tmp_path / "content").symlink_to("/dev/full")
    with pytest.raises(StorageFull):
        written(tmp_path, sounds.wav())


def test_without_the_extra_what_is_there_counts_and_not_what_its_header_says(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "av", None)
    endless = sounds.wav()
    at = endless.index(b"data") + 4
    (tmp_path / "in").write_bytes(endless[:at] + b"\xff\xff\xff\xff" + endless[at + 4 :])
    assert recordings.write(tmp_path / "in", tmp_path, 60)["seconds"] == 2.0
    assert recordings.write(tmp_path / "in", tmp_path, 1) == {"problem": "voice_too_long"}
    (tmp_path / "in").write_bytes(sounds.wav(50.0, rate=1))
    assert recordings.write(tmp_path / "in", tmp_path, 60) == {"problem": "voice_unsupported"}
