"""Figures and codes in words for people. What cannot be told is a dash, never a zero."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

NOTHING = "–"
EXACT_MINUTES = 10
"""From so many minutes on nobody needs the seconds."""

LANGUAGES = {
    "ar": "Arabic", "az": "Azerbaijani", "be": "Belarusian", "bg": "Bulgarian", "bn": "Bengali",
    "bs": "Bosnian", "ca": "Catalan", "cs": "Czech", "cy": "Welsh", "da": "Danish", "de": "German",
    "el": "Greek", "en": "English", "eo": "Esperanto", "es": "Spanish", "et": "Estonian",
    "eu": "Basque", "fa": "Persian", "fi": "Finnish", "fr": "French", "ga": "Irish", "gl": "Galician",
    "gu": "Gujarati", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian",
    "id": "Indonesian", "is": "Icelandic", "it": "Italian", "ja": "Japanese", "kn": "Kannada",
    "ko": "Korean", "lt": "Lithuanian", "lv": "Latvian", "mk": "Macedonian", "ml": "Malayalam",
    "ms": "Malay", "mt": "Maltese", "nb": "Norwegian", "nl": "Dutch", "nn": "Nynorsk",
    "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian",
    "sk": "Slovak", "sl": "Slovenian", "sq": "Albanian", "sr": "Serbian", "sv": "Swedish",
    "ta": "Tamil", "te": "Telugu", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu",
    "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip

REASONS = {
    "unsupported_pair": "No way between these two languages. `duologue models pull` can add one.",
    "unknown_language": "The language of the message could not be told.",
    "engine_error": "The translation engine failed on the text.",
    "worker_gave_up": "The worker tried several times and gave up.",
    "unknown": "No reason was recorded.",
}


def language(code: str | None) -> str:
    """Name of a language; its code where we have no name."""
    if not code:
        return "unknown"
    return LANGUAGES.get(code) or LANGUAGES.get(code.split("-")[0], code)


def count(number: int | None) -> str:
    """1234 -> 1,234."""
    return NOTHING if number is None else f"{number:,}"


def share(part: float | None) -> str:
    """0.756 -> 75.6 %; no point for a whole number of percent."""
    if part is None:
        return NOTHING
    text = f"{part * 100:.1f}".removesuffix(".0")
    return f"{text} %"


def points(value: float | None) -> str:
    """A sentiment between -1 and 1 as -100 to +100, with its sign."""
    return NOTHING if value is None else f"{value * 100:+.0f}".replace("-", "−").replace("+0", "0")


def duration(seconds: float | None) -> str:
    """0.42 -> 0.42 s; 75 -> 1 min 15 s; 1234 -> 21 min; 7300 -> 2 h 2 min."""
    if seconds is None:
        return NOTHING
    if seconds < 60:
        return (
            f"{seconds:.2f} s" if seconds < 1 else f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
        )
    minutes, rest = divmod(round(seconds), 60)
    if minutes < EXACT_MINUTES:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    hours, minutes = divmod(round(seconds / 60), 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def intent(name: str | None) -> str:
    """you_are_welcome -> You are welcome."""
    return (name or "unknown").replace("_", " ").replace("-", " ").capitalize()


def reason(code: str) -> str:
    """A sentence for why a translation is missing."""
    return REASONS.get(code, intent(code) + ".")


def plain(text: str) -> str:
    """Somebody's own words, for a line of Markdown: nothing in them leads anywhere or stands out."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)


def short_id(identity: str) -> str:
    """The end of an id: enough to find it, short enough to read."""
    return f"…{identity[-6:]}"


def zone(name: str | None) -> str:
    """A time zone that exists: the viewer's, or UTC."""
    try:
        return str(ZoneInfo(name or "UTC"))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return "UTC"


def moment(when: datetime | None, zone_name: str) -> str:
    """A time in a zone, with the date only where it is not today's."""
    if when is None:
        return NOTHING
    local, today = when.astimezone(ZoneInfo(zone_name)), datetime.now(ZoneInfo(zone_name)).date()
    return f"{local:%H:%M:%S}" if local.date() == today else f"{local.day} {local:%b %Y, %H:%M}"
