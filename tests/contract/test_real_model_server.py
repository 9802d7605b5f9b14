"""The seat of a language model against a real OpenAI-compatible server (`transformers serve`).

It is no dependency of ours: `pip install fastapi openai accelerate` beside `transformers` has it run.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from importlib.util import find_spec

import pytest

from service.desk.bot import waiting
from service.knowledge.articles.commands import write_article
from service.knowledge.articles.seat import switch_bot
from service.outbound.bots import caller as calls
from tests.contract.bots import RETURNS
from tests.contract.programs import seat
from tests.contract.saying import model_server, saying
from tests.contract.test_store_worded import asked

MISSING = [one for one in ("fastapi", "openai", "accelerate") if find_spec(one) is None]

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"transformers serve needs {', '.join(MISSING)}")

SAYS = {
    '{"passage": 1, "answer": "Puede devolverlo."}': ("Puede devolverlo.", "answered", None),
    'Sure: {"passage": 1, "answer": "En 30 días."} Anything else?': ("En 30 días.", "answered", None),
    '{"passage": null, "answer": nothing}': (RETURNS.text, "answered", "nonsense"),
    '{"passage": 1, "answer": null}': (None, "unknown", None),
    '{"passage": 1, "answer": "En 90 días."}': (RETURNS.text, "answered", "ungrounded"),
    "I would rather not.": (RETURNS.text, "answered", "nonsense"),
}


@pytest.fixture(scope="module")
def server():
    with model_server() as url:
        yield url


@pytest.fixture
def sqlite_alone(database):
    if database.kind != "sqlite":
        pytest.skip("what the server says does not depend on the database")


@pytest.mark.parametrize("says", SAYS)
def test_what_a_real_server_says_is_said_where_the_passages_say_it(
    sqlite_alone, run, server, tmp_path, monkeypatch, says
):
    monkeypatch.setattr(waiting, "LATE", timedelta(hours=1))
    monkeypatch.setattr(calls, "WITHIN", 100.0)
    text, outcome, error = SAYS[says]

    async def story(world):
        one = await seat(world)
        one.article = await write_article(one.store, world.ana, one.here.where, RETURNS)
        await switch_bot(one.store, world.ana, one.here.where, enabled=True)
        model = saying(tmp_path / "model", says)
        one.settings = replace(one.settings, bot_model_url=server, bot_model=model, bot_model_key="any")
        await one.sits("model")
        async with one.calling() as caller:
            said = await asked(one, caller)
        assert (said.text if text else None, said.content.outcome) == (text, outcome)
        assert (await one.known()).last_error == error

    run(story)
