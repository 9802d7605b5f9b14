"""Units of measure as people write them after a number, as patterns: SI, binary, imperial, of screens, nets.

Left out are those that are words as well ("5 in stock", "5 min" in many languages), but for those that
stand at the number itself: "30s", "5l".
"""

from __future__ import annotations

_TEMPERATURE = r"°\s?[CFKR]?|℃|℉|%|‰|′|″|º[CF]"
_RATES = (
    r"[kKMGT]?i?[bB](?:it|yte)?s?/s|[kKMGT]bps|k?m/h|m/s²?|k?m/s|l/100\s?km|l/min|[km]?g/(?:m[²³]|m[23]|d?l|kg|cm³)"
    r"|[µμm]?g/ml|mmol/l|[kMG]?W/m²|N/m²|kWh/\w{1,5}|€/\w{1,5}|\$/\w{1,5}|mi/h|ft/s|req/s|fps|mph|kph|rpm|bpm|dpi|ppi|ppm"
)
_SI = (
    r"[kcmdµμn]m[²³23]?|[kmµμn]g|[mcdhµμ][lL]|(?:m|µ|μ|n)s|[kMGT]?Hz|[kMGTm]?Wh|[kMGm]W|[kmMµμ]V|m?Ah|m[AV]|[kMGmh]?Pa"
    r"|[kM]?cal|[kM]J|[kM]?Ω|kN|[µμm]?F|[µμ]?Sv|mSv|mol|dB[A]?|lm|lx|hPa|mbar|m[²³23]|cd/m²|sqm|hectares?"
)
_OTHERS = (
    r"[kKMGTP]i?B|[kMG]bit|lbs?|oz|fl\.? ?oz|ft[²³]?|yd[²³]?|sq\.? ?ft|psi|inches|[MG]px|px|mmHg|kph|kts?|ct"
)
_SHORT = r"[gmVW]"

MEASURE = rf"(?:(?:{_TEMPERATURE})|(?:{_RATES}|{_SI}|{_OTHERS}|{_SHORT})(?![\w²³/]|-\w))"
"""A unit that may stand after a blank."""

UNIT = (
    rf"(?<![\w.,])\d(?:[\d.,]*\d)?\s?{MEASURE}"
    r"|(?<![\w.,])\d{1,6}(?:[.,]\d{1,6})?[slLtKVAWNhdy](?!\w|['-]\w)"
    r"|(?<![\w.,])\d{1,2}['’′]\s?\d{1,2}(?:[\"”″]|''|’’)?(?!\w)"
    r"|(?<!\w)(?:k?m/h|[kMG]bit/s|[kKMG]B/s|[kcm]m[²³]|m[²³]|°[CF])(?!\w)"
)
"""A number with its unit, "5'10\"", and those units that nobody takes for a word."""
