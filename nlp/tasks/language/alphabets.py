"""Letters beyond a to z that words of a language have."""

from __future__ import annotations

ALPHABETS = {
    "en": "",
    "pt": "áàâãçéêíóôõúü",
    "es": "áéíñóúü",
    "fr": "àâæçèéêëîïôœùûüÿ",
    "de": "äöüß",
    "it": "àèéìíîòóùú",
    "ca": "àçèéíïòóúü",
    "gl": "áéíñóúü",
    "nl": "áéíóúèêëïöü",
    "sv": "åäöé",
    "da": "æøåé",
    "pl": "ąćęłńóśźż",
    "ro": "ăâîșțşţ",
    "tr": "çğıöşüâîû",
}
"""Of languages of which that is known, by primary subtag."""
