"""What is refused of links.

ServiceError
├── LinkUnread         link_unread 422
└── ShopUnavailable    shop_unavailable 502
"""

from __future__ import annotations

from service.errors import ServiceError


class LinkUnread(ServiceError):
    """Nothing can be shown of this link. Why is not said: it would tell what listens inside."""

    code, status = "link_unread", 422


class ShopUnavailable(ServiceError):
    """The organisation's shop says nothing that can be shown: `details["reason"]`, or its `status`."""

    code, status = "shop_unavailable", 502
