"""Servers that an organisation has told of what happens; on both databases, without a network."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from sqlalchemy import update

from service.desk.card import customer
from service.desk.commands import resolve
from service.errors import InvalidInput, NotFound, NotYours, RoleLacks, TooMany
from service.outbound.webhooks import noting
from service.outbound.webhooks.deliveries import (
    AGAIN,
    KEPT,
    LONGEST_REST,
    PATIENCE,
    SHELVED,
    due,
    forget_done,
    give_up_shelved,
    list_deliveries,
    replay,
    settle,
    take,
    trial,
)
from service.outbound.webhooks.endpoints import (
    MOST,
    WebhookWanted,
    change_webhook,
    create_webhook,
    delete_webhook,
    list_webhooks,
)
from service.outbound.webhooks.noting import note_told
from service.store import outbox
from service.store.webhook_tables import webhook_deliveries, webhooks
from tests.contract.test_store_organisations import company
from tests.contract.visiting import shop

URL = "https://hooks.example/in"
LATER = timedelta(minutes=10)


async def hook(here, *events, url=URL, **options):
    return await create_webhook(
        here.store, here.world.ana, here.where, WebhookWanted(url=url, events=events or ("*",)),
        private=options.get("private", False),
    )  # fmt: skip


async def relayed(here):
    """What the relay does on its way; twice, as after a crash."""
    async with here.store.reading() as connection:
        rows = await outbox.oldest(connection, 1000)
    for _ in range(2):
        assert await note_told(here.store, rows) == rows


async def listed(here, made, **options):
    page = await list_deliveries(here.store, here.world.ana, here.where, made.id, **options)
    return list(page.items)


async def served(world):
    """A shop with a conversation in it; what happened so far is no webhook's business."""
    here = await shop(world)
    visitor, talk = await here.writing()
    await here.post(visitor.id, talk)
    return here, talk


def test_who_may_makes_changes_and_takes_away(run):
    async def story(world):
        here, _ = await served(world)
        made = await hook(here, "rated", "rated", "conversation_resolved")
        assert made.secret.startswith("whsec_")
        assert (made.events, made.enabled, made.waiting) == (("rated", "conversation_resolved"), True, 0)
        [known] = await list_webhooks(here.store, world.ana, here.where)
        assert not hasattr(known, "secret")
        args = (here.store, world.ana, here.where, made.id)
        off = await change_webhook(*args, WebhookWanted(enabled=False, events=("*", "rated")), private=False)
        assert (off.enabled, off.events) == (False, ("*",))
        new = await change_webhook(*args, WebhookWanted(new_secret=True), private=False)
        assert new.secret != made.secret
        for url in (
            "http://hooks.example/", "https://10.0.0.1/", "https://localhost/", "https://u@hooks.example/",
            "x", "https://hooks.internal/", "https://[::1]/", "https://a b/",
        ):  # fmt: skip
            with pytest.raises(InvalidInput):
                await hook(here, url=url)
        await hook(here, url="http://localhost:8080/in", private=True)
        for events in (("nothing",), ("rated", "x" * 99)):
            with pytest.raises(InvalidInput):
                await hook(here, *events)
        for _ in range(MOST - 2):
            await hook(here)
        with pytest.raises(TooMany):
            await hook(here)
        other = await company(world)
        with pytest.raises(NotFound):
            await delete_webhook(here.store, world.ana, other, made.id)
        for attempt in (
            lambda who: list_webhooks(here.store, who, here.where),
            lambda who: delete_webhook(here.store, who, here.where, made.id),
            lambda who: trial(here.store, who, here.where, made.id),
            lambda who: replay(here.store, who, here.where, made.id, made.id),
            lambda who: list_deliveries(here.store, who, here.where, made.id),
        ):
            for who, refused in ((world.ben, RoleLacks), (world.eva, NotYours)):
                with pytest.raises(refused):
                    await attempt(who)
        await trial(here.store, world.ana, here.where, made.id)
        await delete_webhook(here.store, world.ana, here.where, made.id)
        with pytest.raises(NotFound):
            await delete_webhook(here.store, world.ana, here.where, made.id)

    run(story)


def test_what_happens_is_noted_once_for_each_that_wants_it(run, monkeypatch):
    async def story(world):
        here, talk = await served(world)
        everything, some = await hook(here), await hook(here, "conversation_resolved")
        off = await hook(here)
        await change_webhook(
            here.store, world.ana, here.where, off.id, WebhookWanted(enabled=False), private=False
        )
        await relayed(here)
        assert await listed(here, everything) == [], "what was before it"
        await here.post(world.ben, talk, "a secret text")
        await resolve(here.store, world.ben, talk)
        await relayed(here)
        told = [one.event for one in await listed(here, everything)]
        assert told == ["conversation_resolved", "first_reply", "conversation_assigned"]
        assert [one.event for one in await listed(here, some)] == ["conversation_resolved"]
        assert await listed(here, off) == []
        now = datetime.now(UTC) + LATER
        sent = await take(here.store, some.id, now)
        said = msgspec.json.decode(sent.body)
        assert said["type"] == "conversation_resolved"
        assert said["data"]["conversation_id"] == talk
        assert (said["data"]["person_id"], said["data"]["organisation_id"]) == (world.ben, here.where)
        assert "secret text" not in sent.body
        page = await list_deliveries(here.store, world.ana, here.where, everything.id, limit=2)
        rest = await list_deliveries(here.store, world.ana, here.where, everything.id, before=page.next)
        assert [one.event for one in rest.items] == ["conversation_assigned"]
        with pytest.raises(InvalidInput):
            await listed(here, some, before="none")
        monkeypatch.setattr(noting, "MOST_WAITING", 3)
        await here.post(world.ana, talk, "more")  # resolved stays resolved; nothing is told of that
        known = await customer(here.store, world.ana, talk)
        await here.post(known.contact_id, talk, "one more")
        await relayed(here)
        [full] = await listed(here, everything, state="dead")
        assert (full.event, full.last_error) == ("conversation_reopened", "queue_full")
        with pytest.raises(TooMany):
            await trial(here.store, world.ana, here.where, everything.id)

    run(story)


def test_a_webhook_that_is_taken_away_meanwhile_costs_the_others_nothing(run, monkeypatch):
    async def story(world):
        here, talk = await served(world)
        gone, stays = await hook(here), await hook(here)
        await resolve(here.store, world.ben, talk)
        transact, tried = here.store.transact, []

        async def late(work, **options):
            tried.append(work)
            if len(tried) == 1:
                await delete_webhook(here.store, world.ana, here.where, gone.id)
            return await transact(work, **options)

        monkeypatch.setattr(here.store, "transact", late)
        await relayed(here)
        assert len(tried) == 3, "refused, noted, and noted once more for the rows that came twice"
        assert [one.event for one in await listed(here, stays)] == ["conversation_resolved"]

    run(story)


def test_what_fails_is_tried_again_given_up_and_replayed(run):
    async def story(world):
        here, _ = await served(world)
        made = await hook(here)
        one = await trial(here.store, world.ana, here.where, made.id)
        now, tries = datetime.now(UTC) + LATER, 0
        while await due(here.store, now, (), 10):
            sent = await take(here.store, made.id, now)
            assert await take(here.store, made.id, now) is None, "one at a time"
            tries += 1
            assert sent.attempts == tries
            assert not await settle(here.store, sent, now, status=500)
            assert await due(here.store, now, (), 10) == [], "it rests"
            now += AGAIN[min(tries, len(AGAIN)) - 1] + LONGEST_REST
        assert tries == len(AGAIN) + 1
        [dead] = await listed(here, made, state="dead")
        assert (dead.id, dead.attempts, dead.last_status, dead.due_at) == (one.id, tries, 500, None)
        [seen] = await list_webhooks(here.store, world.ana, here.where)
        assert (seen.dead, seen.waiting, seen.last_status, seen.enabled) == (1, 0, 500, True)
        assert seen.failing_since is not None
        again = await replay(here.store, world.ana, here.where, made.id, dead.id)
        assert (again.state, again.attempts) == ("waiting", 0)
        sent = await take(here.store, made.id, now)
        assert await settle(here.store, sent, now, status=204)
        [done] = await listed(here, made)
        assert (done.state, done.last_status, done.last_error) == ("delivered", 204, None)
        [seen] = await list_webhooks(here.store, world.ana, here.where)
        assert (seen.failing_since, seen.last_status) == (None, 204)
        for wrong in (made.id, "none"):
            with pytest.raises(NotFound):
                await replay(here.store, world.ana, here.where, made.id, wrong)
        assert await forget_done(here.store, now) == 0
        assert await forget_done(here.store, now + KEPT["delivered"] + LATER) == 1

    run(story)


def test_a_server_that_is_gone_or_takes_nothing_for_days_is_switched_off(run):
    async def story(world):
        here, _ = await served(world)
        gone, failing = await hook(here), await hook(here)
        now = datetime.now(UTC) + LATER
        for made, how in ((gone, {"status": 410}), (failing, {"error": "timed_out"})):
            await trial(here.store, world.ana, here.where, made.id)
            sent = await take(here.store, made.id, now)
            await settle(here.store, sent, now, **how)
        assert [one.enabled for one in await list_webhooks(here.store, world.ana, here.where)] == [
            False,
            True,
        ]
        await trial(here.store, world.ana, here.where, failing.id)
        sent = await take(here.store, failing.id, now)
        await settle(here.store, sent, now + PATIENCE, error="timed_out")
        assert [one.enabled for one in await list_webhooks(here.store, world.ana, here.where)] == [
            False,
            False,
        ]
        assert await due(here.store, now + 2 * PATIENCE, (), 10) == []
        on = WebhookWanted(enabled=True)
        await change_webhook(here.store, world.ana, here.where, failing.id, on, private=False)
        assert await due(here.store, now + 2 * PATIENCE, (), 10) == [failing.id]

    run(story)


def test_what_waits_for_a_server_that_is_off_is_given_up_in_time_and_can_be_replayed(run):
    async def story(world):
        here, _ = await served(world)
        off, on = await hook(here), await hook(here)
        for made in (off, on):
            await trial(here.store, world.ana, here.where, made.id)
        switched = WebhookWanted(enabled=False)
        await change_webhook(here.store, world.ana, here.where, off.id, switched, private=False)
        now = datetime.now(UTC)
        assert await give_up_shelved(here.store, now + SHELVED - LATER) == 0
        assert await give_up_shelved(here.store, now + SHELVED + LATER) == 1
        [given_up], [waits] = await listed(here, off), await listed(here, on)
        assert (given_up.state, given_up.last_error, given_up.due_at) == ("dead", "switched_off", None)
        assert waits.state == "waiting"
        assert (await replay(here.store, world.ana, here.where, off.id, given_up.id)).state == "waiting"

    run(story)


def test_what_was_settled_late_changes_nothing_of_what_was_replayed(run):
    async def story(world):
        here, _ = await served(world)
        made = await hook(here)
        one = await trial(here.store, world.ana, here.where, made.id)
        now = datetime.now(UTC) + LATER
        sent = await take(here.store, made.id, now)
        await replay(here.store, world.ana, here.where, made.id, one.id)
        await settle(here.store, sent, now, status=200)
        [left] = await listed(here, made)
        assert (left.state, left.attempts) == ("waiting", 0)
        async with here.store.writing() as connection:
            await connection.execute(update(webhooks).values(enabled=False))
        assert await take(here.store, made.id, now) is None
        await delete_webhook(here.store, world.ana, here.where, made.id)
        await settle(here.store, sent, now, error="timed_out")
        async with here.store.reading() as connection:
            assert (await connection.execute(webhook_deliveries.select())).all() == []

    run(story)
