"""What is refused of second factors, besides passwords. The root is in `service.errors`.

ServiceError
├── WrongCode            wrong_code 401
├── SecondFactorNeeded   second_factor_needed 401
├── SecondFactorMissing  second_factor_missing 403
└── SecondFactorOn       second_factor_on 409
"""

from __future__ import annotations

from service.errors import ServiceError


class WrongCode(ServiceError):
    """A code of a second factor that does not fit, or was used already."""

    code, status = "wrong_code", 401


class SecondFactorNeeded(ServiceError):
    """The password is right; a code of the second factor is asked for besides."""

    code, status = "second_factor_needed", 401


class SecondFactorMissing(ServiceError):
    """An organisation asks a second factor of its members: `details["organisation"]`, its id; `["name"]`."""

    code, status = "second_factor_missing", 403


class SecondFactorOn(ServiceError):
    """There is a second factor already."""

    code, status = "second_factor_on", 409
