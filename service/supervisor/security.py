"""What `duologue doctor --security` says: which settings leave a door open, and what closes it."""

from __future__ import annotations

import ipaddress
from urllib.parse import parse_qsl, urlsplit

from service.supervisor.checks import Check
from wire.contracts.settings import Settings

UNSURE = {"", "disable", "allow", "prefer", "false", "0"}
"""What a way to the database may say, and go without encryption all the same."""

ANYBODY = 1 << 16
"""Addresses of a network from which on its members are anybody."""


def security(settings: Settings) -> list[Check]:
    """All that settings tell. "missing": it works, and could be safer; "broken": others can read or act."""
    return [
        _tls(settings),
        *_origins(settings),
        *_proxies(settings),
        _broker(settings),
        _store(settings),
        _seal(settings),
        *_signing_in(settings),
        *_listening(settings),
        *_outbound(settings),
        _kept(settings),
    ]


def at_home(host: str) -> bool:
    """Whether what goes there stays on this machine."""
    try:
        return host in ("", "localhost") or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _tls(settings: Settings) -> Check:
    where = f"{settings.host}:{settings.port}"
    if settings.tls_cert:
        return Check("encryption", where, "ready", "the chat speaks https; cookies go over https alone", "")
    if not at_home(settings.host):
        how = "DUOLOGUE_TLS_CERT and DUOLOGUE_TLS_KEY, or DUOLOGUE_HOST=127.0.0.1 behind a proxy with TLS"
        why = "passwords and messages cross the network as they are"
        return Check("encryption", where, "broken", why, how)
    if settings.secure_cookies:
        return Check("encryption", where, "ready", "a proxy on this machine speaks https", "")
    why = "this machine alone; where a proxy passes it on, cookies may go without TLS"
    return Check("encryption", where, "missing", why, "DUOLOGUE_SECURE_COOKIES=1 behind a proxy with TLS")


def _origins(settings: Settings) -> list[Check]:
    plain = [one for one in settings.origins if not _safe(one)]
    if not settings.origins:
        return []
    if plain:
        why = f"{plain[0]} is without https: who is on the way can act as whoever is signed in"
        return [Check("origins", ", ".join(plain), "broken", why, "name https origins in DUOLOGUE_ORIGINS")]
    why = "pages there open the live socket with a reader's sign-in"
    return [Check("origins", ", ".join(settings.origins), "ready", why, "DUOLOGUE_ORIGINS")]


def _proxies(settings: Settings) -> list[Check]:
    networks = {"DUOLOGUE_TRUSTED_PROXIES": settings.trusted_proxies}
    networks["DUOLOGUE_METRICS_NETWORKS"] = settings.metrics_networks
    found = []
    for name, named in networks.items():
        wide = [one for one in named if ipaddress.ip_network(one).num_addresses >= ANYBODY]
        why = "whoever is in there is believed where others come from, or reads figures"
        if wide:
            found.append(Check("networks", f"{name}={wide[0]}", "missing", why, "name the hosts themselves"))
    return found


def _broker(settings: Settings) -> Check:
    if not settings.redis_url:
        return Check("broker", "our own Valkey", "ready", "a socket in the home, for its owner alone", "")
    url = urlsplit(settings.redis_url.split(",")[0])
    name, how = "DUOLOGUE_REDIS_URL", "rediss://USER:PASSWORD@HOST, with TLS"
    if url.scheme == "unix" or at_home(url.hostname or ""):
        return Check("broker", name, "ready", "on this machine", "")
    if not url.password:
        why = "without a password: whoever reaches it reads what is on its way, and puts words there"
        return Check("broker", name, "broken", why, how)
    if not url.scheme.startswith("rediss"):
        return Check("broker", name, "missing", "what is on its way crosses the network as it is", how)
    return Check("broker", name, "ready", "with TLS and a password", "")


def _store(settings: Settings) -> Check:
    url = urlsplit(settings.database_url)
    if not settings.database_url or url.scheme.startswith("sqlite") or at_home(url.hostname or ""):
        return Check("store", "the database", "ready", "on this machine", "")
    way = next((how for name, how in parse_qsl(url.query) if name in ("ssl", "sslmode")), "")
    if way not in UNSURE:
        return Check("store", "DUOLOGUE_DATABASE_URL", "ready", "says how it is encrypted", "")
    why = "nothing says that the way there is encrypted"
    return Check("store", "DUOLOGUE_DATABASE_URL", "missing", why, "add ?ssl=verify-full")


def _seal(settings: Settings) -> Check:
    if settings.seal_key:
        return Check(
            "second factors", "DUOLOGUE_SEAL_KEY", "ready", "sealed with the key of the settings", ""
        )
    if settings.database_url:
        why = "each host would have a key of its own: what one has sealed no other opens"
        return Check("second factors", "seal.key", "missing", why, "the same DUOLOGUE_SEAL_KEY everywhere")
    return Check("second factors", "seal.key", "ready", "its key is a file of the home: back it up", "")


def _signing_in(settings: Settings) -> list[Check]:
    """For which addresses passkeys hold, and who says who somebody is."""
    name, found = "DUOLOGUE_SITES", []
    plain = [one for one in settings.sites if not _safe(one)]
    if plain:
        why = "browsers keep no passkeys for an address without https"
        found.append(Check("passkeys", ", ".join(plain), "missing", why, f"https addresses in {name}"))
    elif settings.sites:
        found.append(Check("passkeys", ", ".join(settings.sites), "ready", "they hold for these alone", ""))
    elif not at_home(settings.host) or settings.secure:
        why = "they hold for whichever address a browser names, also one that leads here by mistake"
        found.append(Check("passkeys", "any address", "missing", why, f"{name}=https://YOUR.CHAT"))
    if settings.oidc_issuer:
        why = (
            "says who somebody is; what it asks of them is for it to say: no second factor is asked for here"
        )
        found.append(Check("provider", settings.oidc_issuer, "ready", why, ""))
    return found


def _listening(settings: Settings) -> list[Check]:
    found, board = [], settings.dashboard_host
    metrics = settings.metrics_host if settings.metrics_port else ""
    if not at_home(board):
        why = "sign-ins cross the network as they are: who is on the way acts with them, in the chat too"
        how = "unset DUOLOGUE_DASHBOARD_HOST, and put a proxy with TLS before"
        found.append(Check("dashboard", board, "broken", why, how))
    if not at_home(metrics):
        why = "has no sign-in, and listens to the network: whoever reaches it sees all figures"
        how = "unset DUOLOGUE_METRICS_HOST, and put a proxy with a sign-in before"
        found.append(Check("metrics", metrics, "broken", why, how))
    return found


def _outbound(settings: Settings) -> list[Check]:
    found = []
    for name, open_ in (
        ("DUOLOGUE_PUSH_PRIVATE", settings.push_private),
        ("DUOLOGUE_WEBHOOK_PRIVATE", settings.webhook_private),
    ):
        if open_:
            why = "people may have this machine ask addresses of your own network"
            found.append(
                Check("requests", f"{name}=1", "missing", why, f"unset {name} where it is not needed")
            )
    if settings.remote_url and not _safe(settings.remote_url):
        why = "texts go to the translation server without encryption"
        found.append(Check("requests", "DUOLOGUE_REMOTE_URL", "broken", why, "an https address"))
    if settings.bot_model_url and not _safe(settings.bot_model_url):
        why = "conversations go to the language model without encryption"
        found.append(Check("requests", "DUOLOGUE_BOT_MODEL_URL", "broken", why, "an https address"))
    if not settings.clamd:
        why = "files are handed on as they came, images aside"
        found.append(Check("files", "no scanner", "missing", why, "DUOLOGUE_CLAMD=HOST:PORT"))
    return found


def _kept(settings: Settings) -> Check:
    if settings.retention_days:
        return Check("retention", f"{settings.retention_days} days", "ready", "then texts are erased", "")
    return Check("retention", "for ever", "missing", "no text is ever erased", "DUOLOGUE_RETENTION_DAYS")


def _safe(address: str) -> bool:
    """Encrypted, or on this machine."""
    url = urlsplit(address)
    return url.scheme in ("https", "wss") or at_home(url.hostname or "-")
