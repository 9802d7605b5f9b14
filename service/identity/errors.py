"""What is refused of second factors, passkeys, providers, operators, suspension. The root: `service.errors`.

ServiceError
├── WrongCode            wrong_code 401
├── SecondFactorNeeded   second_factor_needed 401
├── PasskeyRefused       passkey_refused 401
├── SignInAgain          sign_in_again 403
├── IdentityTaken        identity_taken 409
├── LastWayIn            last_way_in 409
├── AlreadyFetching      already_fetching 409
├── SecondFactorMissing  second_factor_missing 403
├── ProviderSignInMissing  provider_sign_in_missing 403
├── OrganisationSuspended  organisation_suspended 403
└── SecondFactorOn       second_factor_on 409
"""

from __future__ import annotations

from service.errors import ServiceError


class WrongCode(ServiceError):
    """A code of a second factor that does not fit, or was used already."""

    code, status = "wrong_code", 401


class SecondFactorNeeded(ServiceError):
    """The password is right; a second factor is asked for besides: `details["ways"]`, "code", "passkey"."""

    code, status = "second_factor_needed", 401


class SignInAgain(ServiceError):
    """Who has no password shows who they are by a sign-in of a moment ago."""

    code, status = "sign_in_again", 403


class IdentityTaken(ServiceError):
    """Somebody else here is that person of the identity provider already."""

    code, status = "identity_taken", 409


class LastWayIn(ServiceError):
    """Without it nothing would open the account any more."""

    code, status = "last_way_in", 409


class PasskeyRefused(ServiceError):
    """A passkey that nobody has here, or an answer that does not fit what was asked, or came too late."""

    code, status = "passkey_refused", 401


class SecondFactorMissing(ServiceError):
    """An organisation asks a second factor of its members: `details["organisation"]`, its id; `["name"]`."""

    code, status = "second_factor_missing", 403


class ProviderSignInMissing(ServiceError):
    """An organisation asks its members to come by the identity provider: `details` as above."""

    code, status = "provider_sign_in_missing", 403


class SecondFactorOn(ServiceError):
    """There is a second factor already."""

    code, status = "second_factor_on", 409


class AlreadyFetching(ServiceError):
    """Models are being fetched: one language at a time."""

    code, status = "already_fetching", 409


class OrganisationSuspended(ServiceError):
    """Whoever runs the service has suspended the organisation: what is there can be read, nobody writes."""

    code, status = "organisation_suspended", 403
