"""What may be a secret, or is true but once: such texts are not remembered.

Addresses and links, four digits or more, codes, and whatever is said about passwords. Rather too much than
too little: what is left out is only not suggested.
"""

from __future__ import annotations

import re

_ADDRESS = re.compile(r"\S@\S|://|\bwww\.|\w\.[a-z]{2,}\b", re.IGNORECASE)
_DIGITS = re.compile(r"(?:\d\D*){4}")
_CODE = re.compile(r"\b(?=\w*\d)(?=\w*[^\W\d_])[\w-]{5,}\b|\b\w*[a-z][A-Z]\w{3,}\b|\b[A-Z]{4,}-[A-Z]{2,}\b")
_PASSWORD = re.compile(
    r"\b(?:pass ?(?:word|code|phrase)s?|pins?|pwd|otp|senhas?|contrase[ñn]as?|claves?|mots? de passe"
    r"|passw[oö]rt\w*|kennw[oö]rt\w*|c[oóò]dig[oi]s?|codes?|codici|wachtwoord\w*|parol\w*|hasł\w*"
    r"|парол\w*|şifre\w*)\b"
    r"|كلمة (?:ال)?(?:سر|مرور)|密码|密碼|パスワード|비밀번호|รหัส",
    re.IGNORECASE,
)


def has_secret(text: str) -> bool:
    """Whether something in it should not be kept apart from its message."""
    return any(one.search(text) for one in (_ADDRESS, _DIGITS, _CODE, _PASSWORD))
