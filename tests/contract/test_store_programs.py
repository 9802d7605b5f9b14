"""A program in a bot's seat: asked while the customer waits, heard once; where it fails, people go on."""

import json
import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update
from standardwebhooks.webhooks import Webhook

from service.desk.bot import replies, waiting
from service.desk.bot.shapes import BotWanted
from service.desk.tags import TagWanted, create_tag
from service.enrichment.apply import apply_batch
from service.errors import InvalidInput, NotFound, NotSignedIn, NotYours, RoleLacks
from service.identity.bots import bot_of
from service.messaging.lookup import conversation_state
from service.outbound.bots import caller as calls
from service.outbound.bots.commands import change_bot, create_bot, delete_bot, list_bots
from service.store.bot_tables import bots
from tests.contract.programs import at, says, seat
from tests.jobs.test_webhooks import answer, nonsense, silent
from tests.jobs.tools import until
from tests.outbound.test_pages import speaking


@pytest.fixture(autouse=True)
def nobody_is_late(monkeypatch):
    """However slow the machine, the customer has time."""
    monkeypatch.setattr(waiting, "LATE", timedelta(hours=1))
    monkeypatch.setattr(calls, "WITHIN", 100.0)


def test_it_is_asked_with_what_was_said_and_says_it_once(run):
    async def story(world):
        one = await seat(world)
        await create_tag(one.store, world.ana, one.here.where, TagWanted(name="Returns"))
        asked: list[bytes] = []
        reply = says(
            say="Within 30 days.", quote={"title": "Terms"}, tags=["returns", "no tag of ours", "\0"]
        )
        with speaking(answer(200, reply, asked=asked)) as (port, _):
            made = await one.sits(url=at(port))
            first = await one.ask()
            row = await one.state()
            assert (row.state, row.assignee_id) == ("pending", None), "it leads without articles, too"
            assert "en" in (await _targets(one)), "and reads what was written"
            async with one.calling() as caller:
                await apply_batch(one.store, [one.understood(first)])
                caller.hear([one.understood(first), one.understood(first)])
                said = await one.answered()
                caller.hear([one.understood(first)])
                second = await one.ask("¿y la caja?")
                caller.hear([one.understood(second)])
                await one.answered(2)
        assert (said.text, said.language, said.content.outcome) == ("Within 30 days.", "en", "answered")
        assert (said.content.source.title, said.author_id) == ("Terms", one.here.where)
        await one.tagged("Returns")
        assert len(asked) == 2, "each turn once"
        turn = _verified(made.secret, asked[0])
        assert (turn["text"], turn["translation"]) == ("¿puedo devolverlo?", "Can I return it?")
        assert (turn["message_id"], turn["before"], turn["contact"]["language"]) == (first.id, [], "es")
        before = _verified(made.secret, asked[1])["before"]
        assert [(line["author"], line["text"]) for line in before] == [
            ("contact", "¿puedo devolverlo?"),
            ("bot", "Within 30 days."),
        ]
        assert (await one.state()).state == "pending"
        assert (await one.counted()).count("bot_answered") == 2

    run(story)


async def _targets(one):
    async with one.store.reading() as connection:
        state = await conversation_state(connection, one.talk)
    return {state.program, state.organisation_language}


def _verified(secret, request):
    head, _, body = request.partition(b"\r\n\r\n")
    lines = (line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
    sent = Webhook(secret).verify(body, {name.lower(): value for name, value in lines})
    assert sent["type"] == "bot.turn" and sent == json.loads(body)
    return sent["data"]


def test_it_hands_over_in_its_own_words_or_ours_and_is_asked_no_more(run):
    async def story(world):
        one = await seat(world)
        for reply, text in (
            (says(say="A colleague goes on.", language="en", hand_over=True), "A colleague goes on."),
            (says(hand_over=True), "Le paso con una persona"),
        ):
            asked: list[bytes] = []
            await one.begins()
            with speaking(answer(200, reply, asked=asked)) as (port, _):
                made = await one.sits(url=at(port))
                async with one.calling() as caller:
                    caller.hear([one.understood(await one.ask())])
                    said = await one.answered()
                    caller.hear([one.understood(await one.ask("¿hola?"))])
                    assert (await one.state()).state == "open"
                assert said.text.startswith(text) and said.content.reason == "program"
                assert len(asked) == 1
            await delete_bot(one.store, world.ana, one.here.where, made.id)
        assert (await one.counted()).count("handed_over") == 2

    run(story)


FAILURES = {
    "status_503": answer(503),
    "status_302": answer(302, more=b"location: http://127.0.0.1:1/\r\n"),
    "status_404": answer(404),
    "nonsense": answer(200, b"<html>"),
    "too_large": answer(200, b'{"say": "' + b"x" * (10 << 20) + b'"}'),
    "not_answered": nonsense,
}


def test_whatever_it_does_wrong_people_go_on_at_once_and_the_owner_sees_why(run, monkeypatch):
    monkeypatch.setattr(replies, "RESTS_AFTER", 100)
    more = [(code, say) for code, say in FAILURES.items()]
    more += [("nonsense", answer(200, body)) for body in (b"{}", b'{"say": ""}', b'{"say": 1}', b"[]")]
    more += [("nonsense", answer(200, says(say="a", language="no language at all")))]

    async def story(world):
        one = await seat(world)
        await one.sits(url=at(1))
        async with one.calling() as caller:
            for code, say in more:
                with speaking(say) as (port, _):
                    wanted = BotWanted(url=at(port))
                    await change_bot(one.store, world.ana, one.here.where, one.bot.id, wanted, one.settings)
                    await one.begins()
                    caller.hear([one.understood(await one.ask())])
                    said = await one.answered()
                assert (said.content.outcome, said.content.reason) == ("handed_over", "failed"), code
                assert (await one.state()).state == "open"
                known = await one.known()
                assert known.last_error == code and known.failing_since is not None
        told = await one.counted()
        assert told.count("bot_failed") == told.count("handed_over") == len(more)

    run(story)


def test_one_that_says_nothing_is_not_waited_for(run, monkeypatch):
    monkeypatch.setattr(calls, "WITHIN", 0.2)
    over = threading.Event()

    async def story(world):
        one = await seat(world)
        with speaking(silent(over)) as (port, _):
            await one.sits(url=at(port))
            async with one.calling() as caller:
                caller.hear([one.understood(await one.ask())])
                assert (await one.answered()).content.reason == "failed"
            assert (await one.known()).last_error == "timed_out"
            over.set()

    run(story)


def test_one_that_fails_in_a_row_rests_and_is_well_again(run, monkeypatch):
    monkeypatch.setattr(replies, "RESTS_AFTER", 1)

    async def story(world):
        one = await seat(world)
        asked: list[bytes] = []
        with speaking(answer(200, says(say="Yes."), asked=asked)) as (port, _):
            await one.sits(url=at(1))
            async with one.calling() as caller:
                caller.hear([one.understood(await one.ask())])
                await one.answered()
                wanted = update(bots).values(url=at(port))
                async with one.store.writing() as connection:
                    await connection.execute(wanted)
                await one.begins()
                caller.hear([one.understood(await one.ask())])
                await one.answered()
                assert (await one.known()).last_error == "unreachable", "a rest is no failure of its own"
                assert asked == []
                async with one.store.writing() as connection:
                    await connection.execute(update(bots).values(retry_at=datetime.now(UTC)))
                await one.begins()
                caller.hear([one.understood(await one.ask())])
                assert (await one.answered()).text == "Yes."
                await one.well()
        assert (await one.known()).last_error == "unreachable", "and when it was is known"

    run(story)


def test_on_a_socket_it_is_pushed_to_or_people_go_on(run):
    async def story(world):
        one = await seat(world)
        made = await one.sits("socket")
        assert (await bot_of(one.store, made.token)).id == made.id
        async with one.calling() as caller:
            first = await one.ask()
            caller.hear([one.understood(first)])
            await until(lambda: _is(one.pushed, 1))
            assert (one.pushed[0].message_id, one.pushed[0].bot_id) == (first.id, made.id)
            one.online = False
            await one.begins()
            caller.hear([one.understood(await one.ask())])
            assert (await one.answered()).content.reason == "failed"
        assert (await one.known()).last_error == "not_connected"
        again = BotWanted(new_secret=True)
        after = await change_bot(one.store, world.ana, one.here.where, made.id, again, one.settings)
        assert after.token not in (None, made.token)
        with pytest.raises(NotSignedIn):
            await bot_of(one.store, made.token)
        off = BotWanted(enabled=False)
        await change_bot(one.store, world.ana, one.here.where, made.id, off, one.settings)
        with pytest.raises(NotSignedIn):
            await bot_of(one.store, after.token)

    run(story)


async def _is(found, count):
    return len(found) == count


def test_owners_alone_name_one_and_nothing_that_leads_inside(run):
    async def story(world):
        one = await seat(world)
        here, wanted = one.here, BotWanted(name="Bob", url="https://bot.example/")
        with pytest.raises(RoleLacks):
            await create_bot(one.store, world.ben, here.where, "webhook", wanted, one.settings)
        with pytest.raises(RoleLacks):
            await list_bots(one.store, world.ben, here.where, one.settings)
        with pytest.raises(NotYours):
            await list_bots(one.store, world.eva, here.where, one.settings)
        for url in ("http://bot.example/", "https://127.0.0.1/", "https://localhost/", "https://10.0.0.7/"):
            with pytest.raises(InvalidInput):
                inside = BotWanted(name="Bob", url=url)
                await create_bot(one.store, world.ana, here.where, "webhook", inside, world.settings)
        for kind, said in (("model", BotWanted(name="M")), ("webhook", BotWanted(name="W"))):
            with pytest.raises(InvalidInput):
                await create_bot(one.store, world.ana, here.where, kind, said, world.settings)
        made = await create_bot(one.store, world.ana, here.where, "webhook", wanted, world.settings)
        assert (made.language, made.secret[:6], made.token) == ("pt", "whsec_", None)
        with pytest.raises(NotFound):
            await delete_bot(one.store, world.ana, here.where, here.channel.id)

    run(story)
