"""Every door of a message, for one of which nothing is left: by its author, or by the years."""

from __future__ import annotations

import sqlite3

import pytest

from tests.api.doors import RULES
from tests.api.serving import Guest

DOORS = sorted((method, path) for method, path in RULES if "{message_id}" in path)


@pytest.fixture(scope="module", params=["taken back", "erased", "taken back, of what had failed"])
def gone(request: pytest.FixtureRequest, served):
    """Ana's message to Bob, in a state of which nothing is left, and both."""
    ana, bob = Guest(served, "Ana", "pt"), Guest(served, "Bob", "en")
    conversation = ana.talk_to(bob)
    message = ana.post(conversation, "Chego às 18 horas.")["id"]

    with sqlite3.connect(served.settings.home / "duologue.db") as store:
        if "failed" in request.param:
            store.execute("UPDATE enrichments SET status = 'failed' WHERE message_id = ?", [message])
        if request.param == "erased":  # as the upkeep does after `retention_days`
            store.execute("UPDATE messages SET text = '', kind = 'removed' WHERE id = ?", [message])
    if request.param != "erased":
        assert ana.http.delete(f"/api/messages/{message}").is_success
    return ana, bob, message


@pytest.mark.parametrize(("method", "path"), DOORS, ids=lambda one: one)
def test_no_door_breaks(gone, method, path):
    *people, message = gone
    for one in people:
        rule = RULES[method, path]
        answer = one.http.request(method, path.format(message_id=message), json=rule.body)
        assert answer.status_code < 500, answer.text
        assert answer.is_success or answer.json()["code"] in {"not_found", "not_yours", "nothing_to_mend"}
