"""Who reaches the chat, over what, and how often."""

from __future__ import annotations

from dataclasses import dataclass

from wire.contracts import setting_values as read
from wire.contracts.setting_groups.field import hidden, setting


@dataclass(frozen=True, kw_only=True)
class Web:
    """Who reaches the chat, over what, and how often."""

    seal_key: str = hidden(
        "32 random characters or more that secrets of second factors are sealed with, the same on every "
        "host; empty: `seal.key` under home",
        read.secret,
    )
    tls_cert: str = setting(
        "", "certificate chain (PEM): the chat speaks https itself; read again when it is renewed"
    )
    tls_key: str = setting("", "key (PEM, without a password) of this certificate")
    secure_cookies: bool = setting(
        False, "1 behind a proxy that speaks https: cookies are sent over https only", read.flag
    )
    origins: tuple[str, ...] = setting(
        (), "further web origins that may open the live socket, by comma", read.origins
    )
    sites: tuple[str, ...] = setting(
        (),
        "addresses that people open the chat at, as `https://chat.example.com`, by comma: passkeys and "
        "sign-ins by a provider hold for these alone; empty: for the one that a browser names",
        read.sites,
    )
    oidc_issuer: str = setting(
        "",
        "OpenID Connect provider by which people may sign in, as it writes itself; it sends them back "
        "to `/api/oidc/callback`; empty: none",
        read.issuer,
    )
    oidc_client: str = setting("", "our name there (client id)")
    oidc_secret: str = hidden("our secret there; empty: a public client, by PKCE alone")
    oidc_name: str = setting("", "what people call it, on a button; empty: its host")
    operators: tuple[str, ...] = setting(
        (),
        "handles of people who may have models fetched from the chat, by comma; empty: whoever made the "
        "first account here",
        read.words,
    )
    trusted_proxies: tuple[str, ...] = setting(
        (),
        "addresses or networks of proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed, "
        "by comma; empty: nobody's",
        read.networks,
    )
    connections_per_address: int = setting(
        400, "connections that one address may have open at once; trusted proxies: any number",
        read.positive,
    )  # fmt: skip
    limits: tuple[str, ...] = setting(
        (),
        "limits to set otherwise, as `posting=120/minute,sockets=40`, by comma: docs/protocol.md",
        read.limits,
    )
