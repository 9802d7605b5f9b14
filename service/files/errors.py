"""What is refused about files, each with a stable code.

ServiceError
├── FileEmpty          file_empty 422
├── FileTooLarge       file_too_large 413
├── FileTypeRefused    file_type_refused 415
├── FileTypeDiffers    file_type_differs 415
├── FileBroken         file_broken 422
├── ImageTooLarge      image_too_large 422
├── VoiceTooLong       voice_too_long 422
├── VoiceUnsupported   voice_unsupported 415
├── FileInfected       file_infected 422
├── FilesFull          files_full 422
├── OffsetDiffers      offset_differs 409
├── FileUnready        file_unready 409
├── FileUsed           file_used 409
└── TusVersion         tus_version 412
"""

from __future__ import annotations

from service.errors import ServiceError


class FileEmpty(ServiceError):
    """It has no bytes."""

    code, status = "file_empty", 422


class FileTooLarge(ServiceError):
    """`details["limit"]` says how many bytes a file may have."""

    code, status = "file_too_large", 413


class FileTypeRefused(ServiceError):
    """Files of this kind are not taken, or nobody can say what it is."""

    code, status = "file_type_refused", 415


class FileTypeDiffers(ServiceError):
    """What is in it is not what its name or its sender says."""

    code, status = "file_type_differs", 415


class FileBroken(ServiceError):
    """It begins as what it claims to be, and cannot be read to its end."""

    code, status = "file_broken", 422


class ImageTooLarge(ServiceError):
    """An image, or all pictures of an animation together, of too many pixels; `details["limit"]`."""

    code, status = "image_too_large", 422


class VoiceTooLong(ServiceError):
    """A recording lasts longer than one may: `details["limit"]`, in minutes."""

    code, status = "voice_too_long", 422


class VoiceUnsupported(ServiceError):
    """This installation cannot make a recording of this kind playable: extra `voice` is missing."""

    code, status = "voice_unsupported", 415


class FileInfected(ServiceError):
    """The virus scanner of this installation refuses it."""

    code, status = "file_infected", 422


class FilesFull(ServiceError):
    """As much is kept as one person, or one organisation, may keep: `details["what"]`, `details["limit"]`."""

    code, status = "files_full", 422


class OffsetDiffers(ServiceError):
    """A part begins elsewhere than where the last one ended: `details["offset"]`."""

    code, status = "offset_differs", 409


class FileUnready(ServiceError):
    """Not all of it has come, or it is not checked yet."""

    code, status = "file_unready", 409


class FileUsed(ServiceError):
    """It was sent with another message."""

    code, status = "file_used", 409


class TusVersion(ServiceError):
    """The request does not speak version 1.0.0 of tus."""

    code, status = "tus_version", 412


FINAL: dict[str, type[ServiceError]] = {
    one.code: one
    for one in (
        FileTypeRefused,
        FileTypeDiffers,
        FileBroken,
        ImageTooLarge,
        VoiceTooLong,
        VoiceUnsupported,
        FileInfected,
        FileTooLarge,
    )
}
"""What a file was refused with for good, by code: whoever asks for it again is told the same."""
