"""Speech made for tests by eSpeak NG, which comes in a wheel: the same words are the same sound each time."""

from __future__ import annotations

import ctypes
import io
import wave

RETRIEVAL, UTF_8 = 1, 1
"""Of the library: sound is given to us and not played; texts are UTF-8."""
SPEED, PACE = 1, 140
"""Of the library, its parameter; words a minute, slower than its own."""
_HEAR = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_int16), ctypes.c_int, ctypes.c_void_p)


def spoken(text: str, voice: str = "en", *, lead: float = 0.0) -> bytes:
    """A WAV of one channel that says a text. `voice`: of eSpeak NG. `lead`: silent seconds before it."""
    import espeakng_loader

    library = ctypes.CDLL(espeakng_loader.get_library_path())
    rate = library.espeak_Initialize(RETRIEVAL, 0, espeakng_loader.get_data_path().encode(), 0)
    pieces = [bytes(2 * int(lead * rate))]

    def heard(samples: ctypes._Pointer[ctypes.c_int16], count: int, _: object) -> int:
        if samples and count:
            pieces.append(ctypes.string_at(samples, 2 * count))
        return 0

    callback = _HEAR(heard)
    library.espeak_SetSynthCallback(callback)
    library.espeak_SetVoiceByName(voice.encode())
    library.espeak_SetParameter(SPEED, PACE, 0)
    said = text.encode() + b"\0"
    library.espeak_Synth(said, ctypes.c_size_t(len(said)), 0, 0, 0, UTF_8, None, None)
    library.espeak_Synchronize()
    library.espeak_Terminate()
    body = io.BytesIO()
    with wave.open(body, "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", ""))
        file.writeframes(b"".join(pieces))
    return body.getvalue()
