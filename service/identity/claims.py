"""Names that claim to speak for the service: whom people would give their password to."""

from __future__ import annotations

import regex

from service.text.folding import fold

LOOKS = str.maketrans(
    {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "l": "i"} | dict.fromkeys("._-")
)
"""Signs and letters that are read as another one, so that `4dm1n` is `admin`."""

_OURS = "duologue".translate(LOOKS)
_ROLE_WORDS = """
    admin administrator administrators admins desk help helpdesk mod moderation moderator moderators official
    operator postmaster security service staff support sysadmin system team the webmaster
    administrador administradora ajuda atendimento equipe equipo moderador moderadora oficial seguranca
    seguridad servicio servico sistema soporte suporte
    administrateur administratrice assistance equipe moderateur moderatrice officiel securite
    administratorin hilfe kundendienst kundenservice moderatorin sicherheit
    الدعم دعم الفني فريق المشرف
"""
_ROLES = frozenset(fold(one).translate(LOOKS) for one in _ROLE_WORDS.split())
_WORD = regex.compile(r"[\p{L}\p{N}\p{M}._\-]+")


def claims_office(name: str) -> bool:
    """Whether a name is nothing but words of a role ("Support Team", "4dm1n"), or has ours in it.

    "Mina from support" and "Acme support" say whose they are.
    """
    plain = [word.translate(LOOKS) for word in _WORD.findall(fold(name))]
    words = [word for word in plain if word]
    if _OURS in "".join(words):
        return True
    return bool(words) and ("".join(words) in _ROLES or all(word in _ROLES for word in words))
