"""Why somebody sees nothing, and the page that says so."""

from __future__ import annotations

from html import escape

from dashboards import speech
from dashboards.speech import mark, t


class Refused(Exception):
    """Somebody may not see the dashboard: the status of the answer, a stable code, what it says."""

    status = 401
    code = "not_signed_in"
    title = mark("Sign in first")
    told = mark(
        "These figures are shown to owners, admins and analysts of an organisation. Sign in to the chat in "
        "this browser, at the same host name, then come back."
    )


class NoFigures(Refused):
    """Signed in, and without a role that sees figures."""

    status = 403
    code = "role_lacks"
    title = mark("No figures for you")
    told = mark(
        "Your account is no owner, admin or analyst of an organisation, so there is nothing to show here."
    )


class Lacking(Refused):
    """Kept out of the chat, too, until a second factor is there."""

    status = 403
    code = "second_factor_missing"
    title = mark("Set up two-step sign-in first")
    told = mark("An organisation of yours asks for it. Set it up in the chat, then come back.")


class CameOtherwise(Refused):
    """Kept out of the chat, too, until they come by the identity provider."""

    status = 403
    code = "provider_sign_in_missing"
    title = mark("Sign in another way first")
    told = mark(
        "An organisation of yours asks its members to sign in with its identity provider. The chat leads you "
        "there; then come back."
    )


class ChatSilent(Refused):
    """Nobody can say who asks."""

    status = 503
    code = "unavailable"
    title = mark("The chat does not answer")
    told = mark(
        "The chat says who may see these figures, and it cannot be reached now. Try again in a moment."
    )


class Spent(Refused):
    """A link that opens nothing."""

    status = 403
    code = "spent"
    title = mark("This link has been used, or is too old")
    told = mark("Each link opens the dashboard once, soon after it was made.")


LINK = '<code dir="ltr">duologue dashboard --link</code>'

_PAGE = """<!doctype html>
<html lang="{lang}" dir="{dir}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title} · {named}</title><style>
:root {{ color-scheme: light dark; }}
body {{ font: 1rem/1.5 system-ui, sans-serif; margin: 0; min-height: 100vh; display: grid;
  place-items: center; background: light-dark(#fbfcfc, #12181b); color: light-dark(#1d2b31, #e6edef); }}
main {{ max-width: 30rem; margin: 1.5rem; padding: 1.5rem 2rem; border-radius: .6rem;
  border: 1px solid light-dark(#dbe3e6, #33424a); background: light-dark(#fff, #1c2529); }}
h1 {{ font-size: 1.4rem; margin: 0 0 .75rem; }}
a {{ color: light-dark(#0e5f75, #7fd0e4); }}
small {{ color: light-dark(#4d5c63, #a9b7bd); }}
</style></head><body><main><h1>{title}</h1><p>{told}</p><p><a href="{chat}">{open}</a>
· <a href="/">{again}</a></p>
<p><small>{operator}</small></p></main></body></html>
"""


def page(refused: Refused, chat: str) -> str:
    """What a browser shows, in the language that is spoken. `chat`: where to sign in."""
    operator = t(
        "You run this installation? {command} prints a link that opens everything, once.", command=LINK
    )
    return _PAGE.format(
        lang=speech.now(), dir=speech.direction(),
        title=escape(t(refused.title)), told=escape(t(refused.told)),
        named=t("Duologue dashboard"), open=t("Open the chat"), again=t("Try again"), chat=escape(chat),
        operator=operator,
    )  # fmt: skip
