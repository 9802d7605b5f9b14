"""Units beside numbers: "5 kg" may become "5 quilos", and neither "5" nor "5 lb"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from nlp.tasks.translation.integrity.lawful import UNITS

_UNIT = re.compile(
    r"(?<=\d)\s?(km/h|km|cm|mm|µm|nm|kg|mg|µg|ml|dl|cl|lb|oz|ft|mph|kWh|Wh|kW|MW|[kMGT]i?B|[kMGT]Hz|Hz|dB|hPa|kPa|mA"
    r"|mAh|mV|kV|kcal|rpm|px|dpi|[gml])(?![\w²³'’])"
)


def units(source: str, text: str, target: str, translation: str) -> Iterator[tuple[str, str]]:
    """Units that the translation has less often, neither as such nor spelled out."""
    said, made = Counter(_UNIT.findall(text)), Counter(_UNIT.findall(translation))
    for unit, times in (said - made).items():
        if len(_spelled(unit).findall(translation)) < times:
            yield unit, ""


@lru_cache(maxsize=64)
def _spelled(unit: str) -> re.Pattern[str]:
    words = UNITS.get(unit)
    symbol = re.escape(unit)
    return re.compile(rf"(?<![^\W\d_])(?:{symbol}(?!\w){f'|(?:{words})' if words else ''})", re.I)
