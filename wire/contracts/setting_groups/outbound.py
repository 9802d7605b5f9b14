"""Services of others that may be asked or told something."""

from __future__ import annotations

from dataclasses import dataclass

from wire.contracts import setting_values as read
from wire.contracts.setting_groups.field import hidden, setting


@dataclass(frozen=True, kw_only=True)
class Outbound:
    """Services of others that may be asked or told something."""

    vapid_key: str = hidden("private key for Web Push, as `duologue push` makes one; empty: nobody is told")
    vapid_contact: str = setting(
        "mailto:operator@localhost", "`mailto:` or https address that push services may write to"
    )
    push_private: bool = setting(
        False, "1: push services may be at addresses that are not public, and without https", read.flag
    )
    webhook_private: bool = setting(
        False, "1: webhooks of organisations may be at addresses that are not public, and without https",
        read.flag,
    )  # fmt: skip
    link_previews: bool = setting(
        False, "1: people may have the page of a link that they send asked what it is", read.flag
    )
    clamd: str = setting(
        "", "`HOST:PORT` of a clamd that looks at every file before it is handed on; empty: none",
        read.address,
    )  # fmt: skip
    smtp: str = hidden(
        "`smtp://USER:PASSWORD@HOST:587` (STARTTLS) or `smtps://…`, by which `duologue report --mail` sends, "
        "and `?from=ADDRESS`, in whose name; empty: no mail is sent"
    )
    bot_model_url: str = setting(
        "",
        "base address of an OpenAI-compatible server, as `http://127.0.0.1:11434/v1`, that words answers of "
        "bots where an owner says so; it gets the articles' passages and the conversation; empty: none",
        read.web,
    )
    bot_model: str = setting("", "model to ask there")
    bot_model_key: str = hidden("API key for `bot_model_url`; shown nowhere", read.token)
