"""What a translator may write instead of a sign or a unit: other signs of the same meaning, and words."""

from __future__ import annotations

SAME = {
    "∼": "~", "～": "~", "∙": "·", "＋": "+", "＝": "=", "％": "%", "＃": "#", "＆": "&", "＠": "@",
    "＜": "<", "＞": ">", "＄": "$", "￡": "£", "￥": "¥", "﹪": "%",
}  # fmt: skip
"""Signs that are another one, written wide or small."""

_ABOUT = r"about|approximately|around|cerca de|aproximadamente|environ|ungefähr|etwa|circa|al voltant de"
_NUMBER = r"n\s?[o.ºr°]+|núm|num|nummer|number|número|numéro|numero|número"
_DASH = r"[-–—]|minus|menos|moins|meno|menys"

INSTEAD = {
    "%": r"per\s?cent|percent|por\s?cento|por\s?ciento|pour\s?cent|per\s?cento|prozent|procent",
    "&": r"and|e|y|et|und|i|en|och",
    "€": r"eur|euros?",
    "$": r"usd|dollars?|dólar(?:es)?|dolar(?:es)?|dollari|dòlars?",
    "£": r"gbp|pounds?|libras?|livres?|pfund|sterline|lliur(?:a|es)",
    "¥": r"jpy|cny|yens?|ienes?|yuan",
    "½": r"1\s?/\s?2|\d{,6}[.,]50?(?!\d)|half|halbe?|me(?:i|di|zz)[oa]|demie?|moitié|metade|mit(?:ad|ja)|mig",
    "¼": r"1\s?/\s?4|\d{,6}[.,]25(?!\d)|quarters?|quarto?s?|cuartos?|viertel|quarti",
    "¾": r"3\s?/\s?4|\d{,6}[.,]75(?!\d)|three.quarters|três quartos|tres cuartos|trois quarts|dreiviertel",
    "²": r"\^2|squared?|quadrad[oa]s?|cuadrad[oa]s?|carrés?|quadrat[oi]?",
    "³": r"\^3|cubed?|cubic|cúbic[oa]s?|cubes?|cub[oi]",
    "°": r"º[CF]?|degrees?|graus?|grados?|degrés?|grad[io]?",
    "±": r"\+\s?/\s?[-−]|\+[-−]|plus or minus|mais ou menos|más o menos|plus ou moins",
    "−": _DASH,
    "×": r"x|\*|by|por|par|per",
    "÷": r"/|:",
    "≤": r"<\s?=",
    "≥": r">\s?=",
    "≠": r"!=|=\s?/\s?=|<>",
    "≈": rf"~|{_ABOUT}",
    "~": rf"≈|{_ABOUT}",
    "№": _NUMBER,
    "#": _NUMBER,
    "§": r"section|secção|seção|sección|artículo|paragraph|absatz",
    "©": r"\(c\)|copyright",
    "®": r"\(r\)",
    "™": r"\(tm\)|tm",
    "→": r"[-=]{1,20}>",
    "←": r"<[-=]{1,20}",
    "•": r"[-*·–]",
    "·": r"[-*•–]",
}
"""By sign, a pattern; other letters must not touch it."""

LENT_WORDS = frozenset(
    [
        *(
            "à",
            "café",
            "cafés",
            "cliché",
            "clichés",
            "crème",
            "crêpe",
            "crêpes",
            "décor",
            "déjà",
            "entrée",
            "exposé",
        ),
        *(
            "façade",
            "fiancé",
            "fiancée",
            "jalapeño",
            "mâché",
            "naïve",
            "piñata",
            "purée",
            "résumé",
            "résumés",
        ),
        *("sauté", "señor", "señora", "soirée", "touché", "voilà"),
    ]
)
"""Words with marks that are lent, and translated with a capital as well: "Café is open"."""

UNITS = {
    "km": "quil|kil|chil|quilò",
    "cm": "cent",
    "mm": "mil",
    "m": "met|mèt|mét",
    "kg": "quil|kil|chil",
    "mg": "mil",
    "g": "gram",
    "l": "lit",
    "ml": "mil",
    "lb": "pound|libr|livr",
    "oz": "ounce|onç|onz|once|unç",
    "ft": "f[eo]{2}t|pé|pie|pied|pied",
    "mi": "mil",
    "mph": "mil",
    "h": "h|or",
    "min": "min",
    "s": "s",
}
"""By unit, beginnings of words that it may be spelled out with; of others only the unit itself will do."""
