"""Numbers of a text, written alike whatever the format: to compare a message with its translation.

"1.234,56 €" and "€1,234.56" hold the same number, and so do "3:45pm", "15:45" and "15h45".
"""

from __future__ import annotations

import re
from collections import Counter

from nlp.tasks.translation.protect.tokens import replaced

_CLOCK = re.compile(
    r"(?<![\d.,:/-])(?P<hour>[01]?\d|2[0-4])(?:"
    r"[:h.](?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?\s?(?P<half>[ap])\.?m\b\.?"
    r"|\s?(?P<alone>[ap])\.?m\b\.?"
    r"|:(?P<minutes>[0-5]\d)(?::(?P<seconds>[0-5]\d))?(?:\s?(?:h|uhr|hs|hrs)\b)?(?![\d:])"
    r"|\s?h\s?(?P<after>[0-5]\d)?(?![\w:])"
    r"|(?:[.](?P<dotted>[0-5]\d))?\s?uhr\b)",
    re.I,
)
_DAY = re.compile(
    r"(?<![\d.,:/-])(?:(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"
    r"|(?P<day>\d{1,2})(?P<sign>[/.-])(?P<month>\d{1,2})(?:(?P=sign)(?P<year>\d{4}|\d{2}))?)(?![\d:/-]|[.,]\d)"
)
_PARTS = r"\d{2,5}(?:[\s.-]\d{2,5})"
_PHONE = re.compile(
    rf"(?<![\w.,:/-])(?:(?:\+\d{{1,3}}[\s.-]?(?:\(\d{{1,5}}\)[\s.-]?)?|\(\d{{1,5}}\)[\s.-]?){_PARTS}{{1,4}}"
    rf"|{_PARTS}{{2,4}})(?!\w)"
)
_PLAIN = re.compile(r"\d+(?:[.,' \u00a0\u202f]\d{3})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,]\d+)?")
_GROUPING = re.compile(r"[ '\u00a0\u202f]")
_DIGITS = 7
"""From so many digits on, parted ones are a phone number rather than several numbers."""


def numbers_of(text: str) -> tuple[str, ...]:
    """Numbers of `text` in order, each in one plain form, whatever its format.

    A time of day is "15:45", a date "12-3-2026" (day, month, year as written), a phone number its digits,
    any other number its digits with a point: "1234.56". Digits within codes count as well ("A-17" has "17").
    """
    return tuple(plain for _, plain in _found(text))


def numbers_lost(text: str, translation: str) -> tuple[str, ...]:
    """Numbers of `text`, as written there, that `translation` does not have, or has less often."""
    left = Counter(numbers_of(translation))
    lost = []
    for written, plain in _found(text):
        there = next((form for form in (plain, *_otherwise(plain)) if left[form] > 0), None)
        if there is None:
            lost.append(written)
        else:
            left[there] -= 1
    return tuple(lost)


def _otherwise(plain: str) -> tuple[str, ...]:
    """Other forms that may stand for this one: a full hour may lose its sign, "10h" and "10 o'clock"."""
    hour, _, minutes = plain.partition(":")
    if minutes == "00":
        return hour, str(int(hour) % 12 or 12)
    if minutes:
        later = (f"{int(hour) + 12}:{minutes}",) if 0 < int(hour) < 12 else ()
        return (f"{hour}.{minutes}".rstrip("0"), *later)
    if plain.isdigit() and len(plain) <= 2 and 0 < int(plain) <= 24:
        return f"{plain}:00", f"{int(plain) + 12}:00"
    return ()


def _found(text: str) -> list[tuple[str, str]]:
    """(as written, plain form) in order."""
    found: list[tuple[int, str, str]] = []
    for pattern, plain in ((_CLOCK, _clock), (_DAY, _day), (_PHONE, _phone), (_PLAIN, _plain)):
        taken = []
        for one in pattern.finditer(text):
            form = plain(one)
            if form:
                found.append((one.start(), one[0].strip(), form))
                taken.append((one.start(), one.end(), "\0" * len(one[0])))
        text = replaced(text, taken)
    return [(written, form) for _, written, form in sorted(found)]


def _clock(one: re.Match[str]) -> str:
    hour = int(one["hour"])
    half = (one["half"] or one["alone"] or "").lower()
    if half and not 1 <= hour <= 12:
        return ""
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    minute = one["minute"] or one["minutes"] or one["after"] or one["dotted"] or "00"
    second = one["second"] or one["seconds"]
    return f"{hour}:{minute}" + (f":{second}" if second else "")


def _phone(one: re.Match[str]) -> str:
    digits = "".join(sign for sign in one[0] if sign.isdigit())
    return digits if len(digits) >= _DIGITS and not _DAY.fullmatch(one[0]) else ""


def _day(one: re.Match[str]) -> str:
    day, month, year = (one["d"], one["m"], one["y"]) if one["y"] else (one["day"], one["month"], one["year"])
    if one["sign"] in (".", "-") and year is None:
        return ""
    first, second = int(day), int(month)
    likely = max(first, second) <= 31 and min(first, second) <= 12 and min(first, second) > 0
    return "-".join(str(int(part)) for part in (day, month, year) if part) if likely else ""


def _plain(one: re.Match[str]) -> str:
    digits = _GROUPING.sub("", one[0])
    whole, sign, part = digits, "", ""
    last = max(digits.rfind("."), digits.rfind(","))
    mixed = "." in digits and "," in digits
    if last >= 0 and (mixed or (len(digits) - last - 1 != 3 and digits.count(digits[last]) == 1)):
        whole, sign, part = digits[:last], ".", digits[last + 1 :].rstrip("0")
    whole = whole.replace(".", "").replace(",", "")
    return whole + (sign + part if part else "")
