"""What is refused at desks alone.

ServiceError
├── TagKnown            tag_known 409
├── RatingNotAsked      rating_not_asked 409
└── RatingOver          rating_over 409
"""

from __future__ import annotations

from service.errors import ServiceError


class TagKnown(ServiceError):
    """Another tag of the organisation has this name, but for case and accents."""

    code, status = "tag_known", 409


class RatingNotAsked(ServiceError):
    """The conversation is not resolved, or was resolved too long ago."""

    code, status = "rating_not_asked", 409


class RatingOver(ServiceError):
    """It was rated too long ago to say otherwise now."""

    code, status = "rating_over", 409
