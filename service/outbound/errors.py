"""What is refused of links, shops and identity providers.

ServiceError
├── LinkUnread           link_unread 422
├── ProviderUnavailable  provider_unavailable 502
├── ProviderRefused      provider_refused 401
└── ShopUnavailable      shop_unavailable 502
"""

from __future__ import annotations

from service.errors import ServiceError


class LinkUnread(ServiceError):
    """Nothing can be shown of this link. Why is not said: it would tell what listens inside."""

    code, status = "link_unread", 422


class ProviderUnavailable(ServiceError):
    """The identity provider does not answer, or with what it should not. Passwords and passkeys go on."""

    code, status = "provider_unavailable", 502


class ProviderRefused(ServiceError):
    """A sign-in by the identity provider that was not begun here, came too late, or does not hold."""

    code, status = "provider_refused", 401


class ShopUnavailable(ServiceError):
    """The organisation's shop says nothing that can be shown: `details["reason"]`, or its `status`."""

    code, status = "shop_unavailable", 502
