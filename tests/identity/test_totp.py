"""Codes of authenticator apps against the vectors of RFC 6238, and their pictures."""

import base64
import re
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from service.identity import totp

SECRET = base64.b32encode(b"12345678901234567890").decode()
VECTORS = {1111111109: "081804", 1234567890: "005924", 2000000000: "279037"}
"""Appendix B, the last six of the eight digits."""


def at(monkeypatch, seconds):
    monkeypatch.setattr(totp, "now", lambda: datetime.fromtimestamp(seconds, UTC))


@pytest.mark.parametrize(("seconds", "code"), VECTORS.items())
def test_codes_are_those_of_the_rfc_one_step_either_way(monkeypatch, seconds, code):
    step = seconds // totp.SECONDS
    for beside, taken in ((-60, None), (-30, step), (0, step), (30, step), (60, None)):
        at(monkeypatch, seconds + beside)
        assert totp.fitting_step(SECRET, code) == taken


def test_what_is_no_such_code_is_none():
    for typed in ("", "12345", "1234567", "١٢٣٤٥٦", "12345a", "abcd-efgh-jkmn-pqrs"):
        assert not totp.is_code(typed)
    assert totp.is_code("000000")


def test_an_app_reads_secret_issuer_and_handle():
    said = urlsplit(totp.address(SECRET, "ana.b"))
    assert (said.scheme, said.netloc, said.path) == ("otpauth", "totp", "/Duologue:ana.b")
    assert parse_qs(said.query) == {"secret": [SECRET], "issuer": ["Duologue"]}


def test_the_picture_is_square_and_has_its_quiet_zone():
    made = totp.picture(totp.address(SECRET, "ana"))
    drawn = [tuple(map(int, one)) for one in re.findall(r"M(\d+) (\d+)h1v1h-1z", made.path)]
    inner = range(totp.QUIET, made.size - totp.QUIET)
    assert {one for spot in drawn for one in spot} <= set(inner)
    assert {inner[0], inner[-1]} <= {x for x, _ in drawn}
    assert {(inner[0] + n, inner[0]) for n in range(7)} <= set(drawn), "the edge of a finder pattern"
