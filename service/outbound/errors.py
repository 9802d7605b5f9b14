"""What is refused of links.

ServiceError
└── LinkUnread         link_unread 422
"""

from __future__ import annotations

from service.errors import ServiceError


class LinkUnread(ServiceError):
    """Nothing can be shown of this link. Why is not said: it would tell what listens inside."""

    code, status = "link_unread", 422
