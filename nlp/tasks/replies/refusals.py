"""Turns after which a ready-made reply could do harm, found by their wording: no model decides about these.

Being quiet too often costs a tap; being cheerful under a death costs a friend. So the rules err on the
quiet side. What is a matter of words stands in `set/silence.toml`; what is a matter of form stands here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.tasks.replies.phrases import Rule

MOST_CHARACTERS = 400
"""Longer turns need an answer of one's own."""

MOST_SENTENCES = 6

_CODE = r"\b(code|código|codigo|codice|otp|token|pin|clave|passcode|\w*code|\w*código)\b"
_DIGITS = r"\b\d[\d -]{2,8}\d\b"
_SECRET = (
    r"\b(password|passcode|senha|contraseña|clave|mot de passe|passwort|kennwort|wachtwoord|pin|cvv|cvc)"  # noqa: S105 (words, not one)
)
_IS = r"\b.{0,20}?\s(is|é|es|est|ist|lautet|è)\s+"

FORMS = {
    "code": rf"{_CODE}.{{0,60}}?{_DIGITS}|{_DIGITS}.{{0,40}}?{_CODE}",
    "secret": rf"{_SECRET}{_IS}(?=\S*[\d!?@#$%&*_]\S)\S{{3,}}|{_SECRET}\s*[:=]\s*\S{{3,}}|\bcvv\b",
    "bank": r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,}",
    "link": r"^\s*(https?://\S+|www\.\S+)\s*$",
    "trace": r"traceback \(most recent|^\s*(select|insert|update)\b.+\b(from|into|set)\b",
    "noise": r"^\s*(\w)\1{4,}\s*$",
}

_CARD = re.compile(r"(?<!\d)(?:\d[ -]?){12,18}\d(?!\d)")
_SENTENCE = re.compile(r"[.!?…。！？](?:\s|$)")


class Refusals:
    """The rules, compiled once."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        words = {rule.id: rf"\b(?:{'|'.join(rule.words)})\b" for rule in rules}
        self._rules = {name: re.compile(rule, re.IGNORECASE) for name, rule in (words | FORMS).items()}

    def reason(self, text: str) -> str | None:
        """Which rule forbids offering anything under this turn; None where a reply may be looked for."""
        if len(text) > MOST_CHARACTERS or len(_SENTENCE.findall(text)) > MOST_SENTENCES:
            return "long"  # first, so that the expressions below see short texts only
        plain = text.replace("’", "'")
        for name, rule in self._rules.items():
            if rule.search(plain):
                return name
        if any(_checks_out(number) for number in _CARD.findall(plain)):
            return "card"
        return None if _speaks(plain) else "noise"


def _checks_out(number: str) -> bool:
    """Luhn: the check digit of payment cards is right."""
    digits = [int(sign) for sign in reversed(number) if sign.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _speaks(text: str) -> bool:
    """Has more letters than digits: a lone emoji or number is answered by hand."""
    return sum(sign.isalpha() for sign in text) > sum(sign.isdigit() for sign in text)
