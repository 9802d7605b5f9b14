"""Figures and codes in words for people. What cannot be told is a dash, never a zero."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import format_skeleton
from babel.numbers import format_decimal

from dashboards import speech
from dashboards.speech import ENGLISH, mark, t

NOTHING = "–"
_LEFT_TO_RIGHT = "\u200e"
"""Before a sign, which would else stand behind its number in a line from right to left."""
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
    "unsupported_pair": mark("No way between these two languages. `duologue models pull` can add one."),
    "unknown_language": mark("The language of the message could not be told."),
    "engine_error": mark("The translation engine failed on the text."),
    "worker_gave_up": mark("The worker tried several times and gave up."),
    "unknown": mark("No reason was recorded."),
}


def language(code: str | None) -> str:
    """Name of a language; its code where we have no name."""
    if not code:
        return t("unknown")
    base = code.split("-")[0]
    if speech.now() == ENGLISH:
        return LANGUAGES.get(code) or LANGUAGES.get(base, code)
    names: Mapping[str, str] = speech.locale().languages
    return names.get(base, code)


def number(value: float, pattern: str) -> str:
    """By a pattern of CLDR, with the separators of the language and a minus that is one."""
    text = format_decimal(value, format=pattern, locale=speech.locale()).replace("-", "−")
    return _LEFT_TO_RIGHT + text if text[0] in "+−" and speech.direction() == "rtl" else text


def count(how_many: int | None) -> str:
    """1234 -> 1,234."""
    return NOTHING if how_many is None else number(how_many, "#,##0")


def steps(each: Iterable[str]) -> str:
    """One after the other, in the direction that is read: Portuguese → English."""
    return (" ← " if speech.direction() == "rtl" else " → ").join(each)


def comma(each: Iterable[str]) -> str:
    """One beside the other, with the commas of the language."""
    return ("، " if speech.now() == "ar" else ", ").join(each)


def of(part: int | None, whole: int | None) -> str:
    """3 of 4."""
    return t("{part} of {whole}", part=count(part), whole=count(whole))


def joined(part: str, whole: int) -> str:
    """A figure in words, and of how many it is: 5 min of 12."""
    return t("{part} of {whole}", part=part, whole=count(whole))


def share(part: float | None) -> str:
    """0.756 -> 75.6 %; no point for a whole number of percent."""
    return NOTHING if part is None else t("{number} %", number=number(part * 100, "0.#"))


def percent(change: float) -> str:
    """How much more or less, with its sign: 0.5 -> +50%."""
    whole = round(change * 100)
    return t("{number}%", number=number(whole, "+#,##0;-#,##0" if whole else "+0"))


def points(value: float | None) -> str:
    """A sentiment between -1 and 1 as -100 to +100, with its sign."""
    if value is None:
        return NOTHING
    whole = round(value * 100)
    return number(whole, "+0;-0") if whole else "0"


def duration(seconds: float | None) -> str:
    """0.42 -> 0.42 s; 75 -> 1 min 15 s; 1234 -> 21 min; 7300 -> 2 h 2 min."""
    if seconds is None:
        return NOTHING
    if seconds < 60:
        pattern = "0.00" if seconds < 1 else "0.0" if seconds < 10 else "0"
        return t("{seconds} s", seconds=number(seconds, pattern))
    minutes, rest = divmod(round(seconds), 60)
    if minutes < EXACT_MINUTES:
        return _both(t("{minutes} min", minutes=minutes), rest and t("{seconds} s", seconds=rest))
    hours, minutes = divmod(round(seconds / 60), 60)
    lesser = minutes and t("{minutes} min", minutes=minutes)
    return _both(t("{hours} h", hours=count(hours)), lesser) if hours else str(lesser)


def _both(greater: str, lesser: str | int) -> str:
    return f"{greater} {lesser}" if lesser else greater


def intent(name: str | None) -> str:
    """you_are_welcome -> You are welcome."""
    return (name or t("unknown")).replace("_", " ").replace("-", " ").capitalize()


def reason(code: str) -> str:
    """A sentence for why a translation is missing."""
    return t(REASONS[code]) if code in REASONS else intent(code) + "."


def plain(text: str) -> str:
    """Somebody's own words, for a line of Markdown: nothing in them leads anywhere or stands out."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)


def no_list(text: str) -> str:
    """A text for a line of Markdown that may begin with a day, as 30. Nov., which is no list."""
    return re.sub(r"^(\d+)([.)] )", r"\1\\\2", text)


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
    if local.date() == today:
        return f"{local:%H:%M:%S}"
    return stamp(local)


def stamp(local: datetime) -> str:
    """A time as its clock shows it, with the date."""
    return comma((format_skeleton("yMMMd", local, locale=speech.locale()), f"{local:%H:%M}"))
