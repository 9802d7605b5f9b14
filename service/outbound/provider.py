"""The identity provider that an operator names (OpenID Connect): where people sign in, who they are there.

What it says is asked of it alone, at the addresses that its own document gives, within 10 seconds and 256 KB,
without redirects and without proxies of the environment. Its document and keys are asked again after an hour;
keys also where it signs with one that is not known, once a minute at most.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from base64 import urlsafe_b64encode
from typing import Any, TypeVar
from urllib.parse import quote_plus, urlencode, urlsplit

import httpx
import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet, import_key

from service.outbound.errors import ProviderRefused, ProviderUnavailable
from wire.contracts.setting_values import LOOPBACK
from wire.contracts.settings import Settings

log = logging.getLogger(__name__)

WITHIN = 10.0
LARGEST = 256 * 1024
KEPT = 3600.0
"""Seconds that its document and keys count."""
KEYS_AGAIN = 60.0
"""Seconds between two questions for keys, at least."""
AWAY = 5.0
"""Seconds for which nobody waits for a provider that has just not answered."""
SKEW = 60
"""Seconds by which its clock may differ from ours."""
SCOPES = "openid profile"
UNAVAILABLE = "The identity provider does not answer; try again, or sign in another way."
ALGORITHMS = ["RS256", "PS256", "ES256", "ES384", "EdDSA", "Ed25519"]
"""Signatures that are taken: none by the client's secret, and never none at all."""

Said = TypeVar("Said", bound=msgspec.Struct)


class Document(msgspec.Struct, frozen=True):
    """What `/.well-known/openid-configuration` says, as far as it is needed."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    authorization_response_iss_parameter_supported: bool = False


class _Token(msgspec.Struct, frozen=True):
    id_token: str


class _Keys(msgspec.Struct, frozen=True):
    keys: list[dict[str, Any]]


class Asked(msgspec.Struct, frozen=True):
    """What one sign-in was begun with: `verifier` is the secret half of PKCE."""

    redirect: str
    nonce: str
    verifier: str


class Claims(msgspec.Struct, frozen=True):
    """Who somebody is at the provider. `sub` is theirs for good; names are what they are called now."""

    sub: str
    name: str = ""
    preferred_username: str = ""
    locale: str = ""


class IdentityProvider:
    """One provider, for all of an installation."""

    def __init__(self, settings: Settings, within: float = WITHIN) -> None:
        self._settings, self._within = settings, within
        # Asked seldom: a connection that was kept would mostly be one that is gone.
        self._http = httpx.AsyncClient(
            timeout=within, follow_redirects=False, trust_env=False,
            limits=httpx.Limits(max_keepalive_connections=0),
        )  # fmt: skip
        self._document: tuple[float, Document] | None = None
        self._keys: tuple[float, KeySet] | None = None
        self._failed = float("-inf")
        self._turn = asyncio.Lock()

    @property
    def issuer(self) -> str:
        """Its name, exactly as it writes it itself."""
        return self._settings.oidc_issuer

    async def way(self, asked: Asked, state: str) -> str:
        """Where a browser goes to sign in there. ProviderUnavailable."""
        document = await self._known()
        challenge = urlsafe_b64encode(hashlib.sha256(asked.verifier.encode()).digest()).decode().rstrip("=")
        values = {
            "response_type": "code",
            "client_id": self._settings.oidc_client,
            "redirect_uri": asked.redirect,
            "scope": SCOPES,
            "state": state,
            "nonce": asked.nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        glue = "&" if urlsplit(document.authorization_endpoint).query else "?"
        return f"{document.authorization_endpoint}{glue}{urlencode(values)}"

    async def claims(self, asked: Asked, code: str, issuer: str | None) -> Claims:
        """Who has signed in. `issuer`: whom the answer says that it is of, where it says so (RFC 9207).

        Raises:
            ProviderUnavailable: it does not answer, or with what it should not.
            ProviderRefused: it does not know the code, or what it says of somebody does not hold.
        """
        document = await self._known()
        wanted = issuer is not None or document.authorization_response_iss_parameter_supported
        if wanted and issuer != document.issuer:
            raise ProviderRefused("This answer is of another provider.")
        token = await self._exchanged(document, asked, code)
        claims = await self._held(document, token, asked.nonce)
        try:
            found = msgspec.convert(claims, Claims, strict=False)
        except msgspec.ValidationError as error:
            raise ProviderRefused("The provider says of nobody who they are.") from error
        if not 0 < len(found.sub) <= 255:
            raise ProviderRefused("The provider says of nobody who they are.")
        return found

    async def close(self) -> None:
        """Let go of its connections."""
        await self._http.aclose()

    async def _exchanged(self, document: Document, asked: Asked, code: str) -> str:
        client, secret = self._settings.oidc_client, self._settings.oidc_secret
        body = {"grant_type": "authorization_code", "code": code, "redirect_uri": asked.redirect}
        body |= {"code_verifier": asked.verifier}
        auth = None
        if not secret:
            body["client_id"] = client
        elif "client_secret_basic" in document.token_endpoint_auth_methods_supported:
            auth = httpx.BasicAuth(quote_plus(client), quote_plus(secret))
        else:
            body |= {"client_id": client, "client_secret": secret}
        request = self._http.build_request("POST", document.token_endpoint, data=body)
        return (await self._said(request, _Token, auth)).id_token

    async def _held(self, document: Document, token: str, nonce: str) -> dict[str, Any]:
        """What an ID token claims. Where no key fits, others are asked for: providers change them."""
        try:
            return self._checked(token, await self._keys_of(document), document, nonce)
        except _NoKeyFits:
            fresh = await self._keys_of(document, again=True)
        try:
            return self._checked(token, fresh, document, nonce)
        except _NoKeyFits as error:
            raise ProviderRefused("The provider signs with a key that it does not show.") from error

    def _checked(self, token: str, keys: KeySet, document: Document, nonce: str) -> dict[str, Any]:
        """Its signature holds, it is of this provider, for us, for this sign-in, and not over."""
        client = self._settings.oidc_client
        try:
            claims: dict[str, Any] = jwt.decode(token, keys, algorithms=ALGORITHMS).claims
        except (JoseError, ValueError) as error:
            raise _NoKeyFits from error
        rules = jwt.JWTClaimsRegistry(
            leeway=SKEW,
            iss={"essential": True, "value": document.issuer},
            aud={"essential": True, "value": client},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            rules.validate(claims)
        except (JoseError, ValueError, TypeError) as error:
            raise ProviderRefused("What the provider says of somebody does not hold.") from error
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if claims.get("azp", None if several else client) != client:
            raise ProviderRefused("This sign-in is for another program.")
        return claims

    async def _known(self) -> Document:
        """Its document; of this issuer, and leading nowhere without encryption."""
        async with self._turn:
            if self._document and time.monotonic() - self._document[0] < KEPT:
                return self._document[1]
            found = await self._shown(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration", Document)
            places = (found.authorization_endpoint, found.token_endpoint, found.jwks_uri)
            if found.issuer != self.issuer or not all(map(_is_safe, places)):
                log.error("the identity provider's document is of another, or leads to places without https")
                raise ProviderUnavailable(UNAVAILABLE)
            self._document = (time.monotonic(), found)
            return found

    async def _keys_of(self, document: Document, *, again: bool = False) -> KeySet:
        async with self._turn:
            now = time.monotonic()
            if self._keys and now - self._keys[0] < (KEYS_AGAIN if again else KEPT):
                return self._keys[1]
            found = await self._shown(document.jwks_uri, _Keys)
            self._keys = (now, KeySet([key for one in found.keys if (key := _key(one))]))
            return self._keys[1]

    async def _shown(self, address: str, kind: type[Said]) -> Said:
        """Of those who wait in turn for a provider that is away only the first waits to the end."""
        if time.monotonic() - self._failed < AWAY:
            raise ProviderUnavailable(UNAVAILABLE)
        try:
            return await self._said(self._http.build_request("GET", address), kind)
        except ProviderUnavailable:
            self._failed = time.monotonic()
            raise

    async def _said(self, request: httpx.Request, kind: type[Said], auth: httpx.Auth | None = None) -> Said:
        """What it answers, read to a bound, within some seconds. ProviderUnavailable, ProviderRefused."""
        try:
            async with asyncio.timeout(self._within):
                answer = await self._http.send(request, auth=auth, stream=True)
                try:
                    body = b""
                    async for part in answer.aiter_bytes():
                        body += part
                        if len(body) > LARGEST:
                            raise ProviderUnavailable(UNAVAILABLE)
                finally:
                    await answer.aclose()
            if answer.status_code in (400, 401) and request.method == "POST":
                log.warning("the identity provider takes no code: %s", body[:200])
                raise ProviderRefused("The provider does not know this sign-in any more.")
            if answer.status_code != 200:
                raise ProviderUnavailable(UNAVAILABLE)
            return msgspec.json.decode(body, type=kind)
        except (httpx.HTTPError, TimeoutError, msgspec.DecodeError) as error:
            log.warning("the identity provider does not answer as it should: %r", error)
            raise ProviderUnavailable(UNAVAILABLE) from error


def _key(said: dict[str, Any]) -> Key | None:
    """A key that signs; null: of a kind that is not known here, or for something else."""
    if said.get("use", "sig") != "sig" or said.get("kty") == "oct":
        return None
    try:
        return import_key(said)
    except (JoseError, ValueError, TypeError, KeyError):
        return None


def _is_safe(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


class _NoKeyFits(Exception):
    """Of those that are known, none has signed this."""
