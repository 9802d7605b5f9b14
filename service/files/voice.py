"""Voice notes, made playable everywhere by a process of their own (`service.files.reencode`)."""

from __future__ import annotations

from pathlib import Path

import msgspec

from service.errors import Unavailable
from service.files.errors import FileBroken, VoiceTooLong, VoiceUnsupported
from service.files.images import Writer
from service.files.reencode import voice_seconds


class Recording(msgspec.Struct, frozen=True, kw_only=True):
    """What a recording is, once it is written anew."""

    media_type: str = ""
    seconds: float = 0.0
    waveform: str = ""
    """Loudness from end to end: up to 64 letters, `0` silent, `v` the loudest."""
    problem: str | None = None


class VoiceWriter(Writer):
    """Has recordings written anew, few at a time. `minutes`: what one may last."""

    def __init__(self, minutes: int) -> None:
        super().__init__()
        self._minutes = minutes

    async def write(self, source: Path, folder: Path) -> Recording:
        """`content` in `folder`.

        Raises:
            FileBroken, VoiceTooLong, VoiceUnsupported.
            Unavailable, StorageFull: nothing is decided.
        """
        most = self._minutes * 60
        within = 2.0 * voice_seconds(most)  # one that is slow by itself is refused before the clock ends it
        try:
            said = await self._written(source, folder, "voice", str(most), within=within)
        except TimeoutError as error:
            raise Unavailable("This recording takes too long to read. Try again.") from error
        found = (
            Recording(problem=FileBroken.code) if said is None else msgspec.json.decode(said, type=Recording)
        )
        if found.problem == VoiceTooLong.code:
            raise VoiceTooLong(f"A voice note has at most {self._minutes} minutes.", limit=self._minutes)
        if found.problem == VoiceUnsupported.code:
            raise VoiceUnsupported(
                "This installation takes recordings as WAV only: extra `voice` is missing."
            )
        if found.problem:
            raise FileBroken("This recording is cut off or damaged.")
        return found
