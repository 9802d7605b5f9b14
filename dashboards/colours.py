"""Colours: one calm set that reads on light and on dark, and apart for colour-blind eyes.

Blue-green against orange is told apart with every common kind of colour blindness; shades differ in
lightness too.
"""

from __future__ import annotations

TEAL, ORANGE, GREY, VIOLET = "#1a8ca5", "#d9682f", "#8b959c", "#8b73c4"
DEEP, MIST = "#0e5f75", "#9cc9d4"

SENTIMENTS = {"positive": TEAL, "neutral": GREY, "negative": ORANGE}

INK = {"light": "#1d2b31", "dark": "#e6edef"}
"""Text on a pale cell of a heat map."""

_THEME = {
    "theme.baseRadius": "0.6rem",
    "theme.showSidebarBorder": "true",
    "theme.metricValueFontSize": "1.7rem",
    "theme.metricValueFontWeight": "600",
    "theme.headingFontSizes": '["1.75rem", "1.1rem", "1rem", "1rem", "1rem", "1rem"]',
    "theme.light.primaryColor": DEEP,
    "theme.light.backgroundColor": "#fbfcfc",
    "theme.light.secondaryBackgroundColor": "#f0f4f5",
    "theme.light.textColor": INK["light"],
    "theme.light.borderColor": "#dbe3e6",
    "theme.light.sidebar.backgroundColor": "#f3f6f7",
    "theme.dark.primaryColor": "#57b6cc",
    "theme.dark.backgroundColor": "#12181b",
    "theme.dark.secondaryBackgroundColor": "#1c2529",
    "theme.dark.textColor": INK["dark"],
    "theme.dark.borderColor": "#2d393f",
    "theme.dark.sidebar.backgroundColor": "#171f23",
}


def streamlit_options() -> dict[str, str]:
    """Theme options of Streamlit by name; light or dark is the viewer's choice."""
    return dict(_THEME)
