"""An authenticator app whose time stands still until a test moves it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest

from service.identity import totp
from service.identity.accounts import confirmed
from service.identity.second_factor import begin, confirm


class Authenticator:
    """Shows the codes of one secret."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = datetime(2026, 11, 30, 12, tzinfo=UTC)
        self.secret = ""
        monkeypatch.setattr(totp, "now", lambda: self.now)

    def code(self, steps: int = 0) -> str:
        return pyotp.TOTP(self.secret).at(self.now + timedelta(seconds=steps * totp.SECONDS))

    def fresh(self) -> str:
        """One that was not shown yet."""
        self.now += timedelta(seconds=totp.SECONDS)
        return self.code()

    def wrong(self) -> str:
        """Six digits that are no code of about now."""
        near = {self.code(one) for one in range(-3, 4)}
        return next(
            one for one in ("000000", "111111", "222222", *map(str, range(900000, 900010))) if one not in near
        )

    async def join(self, store: Any, signed: Any, password: str) -> tuple[str, ...]:
        """Switched on for somebody. Gives the recovery codes."""
        self.secret = (await begin(store, await confirmed(store, signed.person.id, password))).secret
        return (await confirm(store, signed.person.id, signed.token, code=self.code())).codes
