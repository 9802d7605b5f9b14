"""Requests made up from the OpenAPI document, right and wrong, by somebody who may: `make fuzz`.

No part of `make test`, which asks the same in every run: what schemathesis makes up differs. What it finds
becomes a test there. `CASES`, from the environment, is how many requests each operation gets.
"""

from __future__ import annotations

import os
import warnings

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck
from schemathesis import Case, GenerationMode

from service.api.app import create_app
from tests.api.test_who_may import town  # noqa: F401
from tests.api.town import Town
from wire.contracts.settings import Settings

CASES = int(os.environ.get("CASES", "25"))
ENDS_IT = {("DELETE", "/api/sessions"), ("DELETE", "/api/me/sessions"), ("POST", "/api/me/deletion")}
"""Would sign out, or take away, whoever all others are asked as."""
HIS = ("/api/desk", "/api/organisations", "/api/invitations")
"""What the owner of an organisation is asked for; all else is asked by somebody who talks with somebody."""

SCHEMA = schemathesis.openapi.from_dict(create_app(Settings()).openapi_schema.to_schema())
SCHEMA.config.generation.update(modes=[GenerationMode.POSITIVE, GenerationMode.NEGATIVE])

pytestmark = pytest.mark.filterwarnings("ignore")


@SCHEMA.parametrize()
@hypothesis.settings(
    max_examples=CASES, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
def test_no_request_breaks_the_service(town: Town, case: Case) -> None:  # noqa: F811
    if (case.method.upper(), case.path) in ENDS_IT:
        return
    ours = case.path.startswith(HIS)
    names = town.ids["service" if ours else "direct"]
    for name in case.path_parameters or {}:  # what is made up names nothing that is there
        if name in names:
            case.path_parameters[name] = names[name]
    asker = town.visitors["visitor"] if case.path.startswith("/api/widget/visitors") else None
    token = asker.token if asker else town.people["owner" if ours else "ana"].token
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        answer = case.call(base_url=town.served.url, headers={"Authorization": f"Bearer {token}"}, timeout=60)
    if case.path == "/health":
        return  # 503 where parts are missing, as here
    assert answer.status_code < 500, (answer.status_code, answer.text, case.as_curl_command())
    if answer.status_code >= 400:
        assert answer.headers["content-type"][0].startswith("application/json"), case.as_curl_command()
        assert {"code", "message"} <= answer.json().keys(), (answer.text, case.as_curl_command())
