"""Trying again over a network: what is worth another try, how long to wait, and when to stop."""

from __future__ import annotations

import email.utils
import time

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt
from tenacity.stop import stop_base
from tenacity.wait import wait_base, wait_random_exponential

BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers after which the same question may be answered."""


class _Wait(wait_base):
    """What the server asks for in `Retry-After`, else a random time that grows; never longer than `most`."""

    def __init__(self, first: float, most: float) -> None:
        self._usual, self._most = wait_random_exponential(multiplier=first, max=most), most

    def __call__(self, retry_state: RetryCallState) -> float:
        error = retry_state.outcome.exception() if retry_state.outcome else None
        asked = retry_after(error.response) if isinstance(error, httpx.HTTPStatusError) else None
        usual: float = self._usual(retry_state)
        return usual if asked is None else min(asked, self._most)


class _Deadline(stop_base):
    """Stops where the next wait would end after `seconds` since the first try."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def __call__(self, retry_state: RetryCallState) -> bool:
        return (retry_state.seconds_since_start or 0.0) + retry_state.upcoming_sleep >= self._seconds


def tries(times: int, first_wait: float, longest_wait: float, seconds: float = float("inf")) -> Retrying:
    """At most `times` tries within `seconds`, only after what `transient` says; the last error is raised."""
    return Retrying(
        stop=stop_after_attempt(times) | _Deadline(seconds),
        wait=_Wait(first_wait, longest_wait),
        retry=retry_if_exception(transient),
        reraise=True,
    )


def transient(error: BaseException) -> bool:
    """Whether the network or a busy server is to blame."""
    if isinstance(error, httpx.HTTPStatusError):
        return error.response.status_code in BUSY
    return isinstance(error, httpx.TransportError) and not isinstance(error, httpx.UnsupportedProtocol)


def retry_after(response: httpx.Response) -> float | None:
    """Seconds that the answer asks to wait, given as a number or a date; null where it does not."""
    asked = response.headers.get("retry-after", "").strip()
    if asked.isdigit():
        return float(asked)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(asked).timestamp() - time.time())
    except (TypeError, ValueError):
        return None


def plainly(error: Exception) -> str:
    """What went wrong over HTTP, without the address, which may carry a password."""
    if isinstance(error, httpx.HTTPStatusError):
        return f"it answered {error.response.status_code} {error.response.reason_phrase}".rstrip()
    if isinstance(error, httpx.TimeoutException):
        return "it did not answer in time"
    if isinstance(error, httpx.ConnectError):
        return "it cannot be reached"
    if isinstance(error, httpx.TransportError):
        return "the connection broke off"
    return type(error).__name__
