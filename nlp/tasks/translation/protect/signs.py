"""Signs that no letter or digit is, as patterns: arithmetic, stars and ticks, fractions, marks of emphasis.

Engines learned few of them, and drop or change the rest: "½ kg" was "2 kg", "x ≤ 5" was "x 5 euros".
"""

from __future__ import annotations

from nlp.tasks.translation.protect.units import MEASURE

ORNAMENT = r"[\u2190-\u21ff\u2300-\u23ff\u2460-\u2469\u2500-\u27bf\u2900-\u297f\u2b00-\u2bff\u3012\u3020]"
"""Arrows, ticks, stars, boxes, suits, notes: they stand beside what is said rather than in it."""

RELATION = r"[=<>≤≥≠≈≡≃≅∼~±∓×÷·∙⋅∗∘∧∨∩∪⊂⊃⊆⊇∈∉∝→⇒⇔↔+−*/^]"
_FIRM = r"[≤≥≠≈≡≃≅±∓×÷⋅∗∘∩∪⊂⊃⊆⊇∈∉∝−]"
"""Those that say nothing but arithmetic."""
_OF_SETS = r"[∈∉⊂⊃⊆⊇∩∪]"
_FIGURE = r"\d[\d.,]{0,20}(?<![.,])"
_UNKNOWN = r"[b-df-hj-np-tv-xzB-DF-HJ-NP-TV-XZαβγδεθλμπσφωΔΣΩ]\d?"
_ANY = rf"(?:{_FIGURE}|{_UNKNOWN})"

_OF = rf"(?:\s?{MEASURE})?"

FORMULA = (
    # "x ≤ 5", "20 × 30", "10 ± 2"; with signs that text has too only where a letter is no word: "k = 3"
    rf"(?<![\w.,]){_ANY}(?:\s?{_FIRM}\s?{_ANY}(?![\w$€£¥])){{1,12}}{_OF}"
    rf"|(?<![\w.,'’]){_UNKNOWN}(?:\s?[=<>^+*]\s?(?:{_FIGURE}|{_UNKNOWN})(?![\w$€£¥])){{1,12}}"
    # "x ∈ A": beside a sign of sets no letter is a word, not even "y" and "A"
    rf"|(?<![\w.,'’])[^\W\d_]\d?(?:\s?{_OF_SETS}\s?[^\W\d_]\d?(?!\w)){{1,12}}"
    rf"|(?<![\w.,])\d{{1,5}}\s?x\s?\d{{1,5}}(?:\s?x\s?\d{{1,5}}){{0,2}}{_OF}(?!\w)"
)

POWER = r"(?<![\w.,])(?:\d[\d.,]{0,20})?[A-Za-zµΩ]{0,3}[⁰¹²³⁴-⁹⁺⁻⁽⁾ⁿ₀-₉]{1,6}(?!\w)|[⁰¹²³⁴-⁹⁺⁻₀-₉]{1,6}"
"""10⁶, x², m³; and those within a word: H₂O."""
_POWERED = r"(?<!\w)(?:[A-Z][a-z]?[₀-₉]{0,3}){1,8}(?<=[₀-₉])(?:[A-Z][a-z]?[₀-₉]{0,3}){0,8}(?!\w)"

FRACTION = rf"(?<![\w.,])\d{{0,6}}\s?(?:[¼-¾⅐-⅞]|\d{{1,4}}⁄\d{{1,4}}){_OF}(?!\w)|[¼-¾⅐-⅞]"

ABOUT = rf"(?<![\w.,~≈±<>≤≥])[~≈≃∼±≤≥≶](?:\s?|\s?[-−]){_FIGURE}{_OF}(?!\w)" + (
    rf"|(?<![\w.,<-])[<>]\s?{_FIGURE}(?![\w<>])"
)
"""~5, ≈ 10, ± 2, ≤ 3, < 5: a number that is not meant exactly."""
BELOW = rf"(?<![\w.,−])−\s?{_FIGURE}{_OF}(?!\w)"
"""−5 with the minus of print, which is not the hyphen."""

EMPHASIS = (
    # "*so*", "**so**", "_so_", "~~so~~" around what is said
    r"(?<![\w*\\])\*{1,3}(?=[^\s*])|(?<=[^\s*\\])\*{1,3}(?![\w*])"
    r"|(?<![\w\\])_{1,3}(?=[^\W_])|(?<=[^\W_])_{1,3}(?!\w)|(?<![\w~\\])~~(?=[^\s~])|(?<=[^\s~\\])~~(?![\w~])"
)

SIGN = "|".join(
    (
        FORMULA,
        _POWERED,
        FRACTION,
        ABOUT,
        BELOW,
        POWER,
        rf"{ORNAMENT}{{1,20}}",
        r"[\u2200-\u22ff\u2116×÷±¬−]",
        EMPHASIS,
    )
)
