"""People, sign-ins and conversations."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from service.errors import (
    HandleTaken,
    InvalidInput,
    NotFound,
    NotSignedIn,
    WithYourself,
    WrongPassword,
)
from service.identity import names
from service.identity.accounts import sign_in, sign_up
from service.identity.people import change_me, find_person, partners_of, search_people
from service.identity.presence import presence_ended, presence_started, seen
from service.identity.sessions import REMEMBERED, forget_expired, sign_out, who
from service.messaging.conversations import get_conversation, list_conversations, open_conversation
from service.store import tables
from tests.contract.test_store_messages import outbox
from wire.contracts.activity import Activity

ZOE = {"handle": "Zoe.1", "name": "  Zoë  Ângela ", "password": "correct horse", "language": "PT-br"}


def test_signing_up_in_and_out(run):
    async def story(world):
        store = world.store
        up = await sign_up(store, **ZOE)
        assert (up.person.handle, up.person.name, up.person.language) == ("zoe.1", "Zoë Ângela", "pt-BR")
        assert up.person.theme == "system"
        assert await who(store, up.token) == up.person
        entered = await sign_in(store, handle=" ZOE.1", password="correct horse")
        assert entered.token != up.token and entered.person == up.person
        for handle, password in (
            ("zoe.1", "wrong horse"),
            ("nobody", "correct horse"),
            ("\x00", "\ud800" * 9),
        ):
            with pytest.raises(WrongPassword):
                await sign_in(store, handle=handle, password=password)
        await sign_out(store, up.token)
        await sign_out(store, up.token)
        with pytest.raises(NotSignedIn):
            await who(store, up.token)
        assert await who(store, entered.token) == up.person
        async with store.reading() as connection:
            kept = (await connection.execute(select(tables.sessions))).all()
        assert not any(entered.token in str(row) for row in kept), "tokens are kept as hashes"

    run(story)


def test_a_handle_is_given_once_also_at_the_same_time(run):
    async def story(world):
        tries = (sign_up(world.store, **ZOE) for _ in range(3))
        ended = await asyncio.gather(*tries, return_exceptions=True)
        assert sorted(type(one).__name__ for one in ended) == ["HandleTaken", "HandleTaken", "SignedIn"]
        with pytest.raises(HandleTaken):
            await sign_up(world.store, **(ZOE | {"handle": "ANA"}))

    run(story)


@pytest.mark.parametrize(
    "shown",
    ["👨‍👩‍👧", "👍🏽", "❤️‍🔥", "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"],
)
def test_a_name_has_signs_of_several_parts(shown):
    assert names.name(f"Ana {shown}") == f"Ana {shown}"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("handle", "a"),
        ("handle", "an a"),
        ("handle", "x" * 33),
        ("name", " "),
        ("name", "\u200b"),
        ("name", "x" * 81),
        ("name", "a\x00"),
        ("name", "Ana 😀\U000e0061\U000e007f"),
        ("name", "Ana 🏴\U000e0067\U000e0062"),
        ("password", "1234567"),
        ("password", "x" * 257),
        ("language", "Portuguese"),
        ("language", ""),
    ],
)
def test_fields_that_cannot_be_used_are_named(run, field, value):
    async def story(world):
        with pytest.raises(InvalidInput) as refused:
            await sign_up(world.store, **(ZOE | {field: value}))
        assert refused.value.details["field"] == field

    run(story)


def test_sign_ins_end(run):
    async def story(world):
        store = world.store
        old, new = await sign_up(store, **ZOE), await sign_in(store, handle="zoe.1", password=ZOE["password"])
        past = datetime.now(UTC) - timedelta(seconds=1)
        async with store.writing() as connection:
            first = select(tables.sessions.c.token_hash).order_by(tables.sessions.c.created_at).limit(1)
            ended = update(tables.sessions).where(tables.sessions.c.token_hash == first.scalar_subquery())
            await connection.execute(ended.values(expires_at=past))
        with pytest.raises(NotSignedIn) as refused:
            await who(store, old.token)
        assert refused.value.details == {"reason": "expired"}
        assert (await who(store, new.token)).handle == "zoe.1"
        assert await forget_expired(store) == 0, "it is known for a while that it expired"
        async with store.writing() as connection:
            await connection.execute(ended.values(expires_at=past - REMEMBERED))
        assert await forget_expired(store) == 1
        assert await forget_expired(store) == 0

    run(story)


def test_changing_oneself(run):
    async def story(world):
        me = await change_me(world.store, world.eva, name=" Evita ", theme="dark")
        assert (me.name, me.theme, me.language) == ("Evita", "dark", "es")
        assert await change_me(world.store, world.eva) == me
        with pytest.raises(InvalidInput):
            await change_me(world.store, world.eva, name="ok", theme="pink")
        assert (await find_person(world.store, world.ana, "eva")).name == "Evita"

    run(story)


def test_finding_people(run):
    async def story(world):
        await sign_up(world.store, **ZOE)
        for handle, name in (
            ("ipek", "İpek Yıldız"),
            ("lukasz", "Łukasz Żak"),
            ("fedor", "Фёдор"),
            ("mhmd", "مُحَمَّد"),
        ):
            await sign_up(world.store, **(ZOE | {"handle": handle, "name": name}))
        await world.stranger("a_b")
        await world.stranger("axb")

        async def found(text, **options):
            return [one.handle for one in await search_people(world.store, world.ana, text, **options)]

        assert await found("zoË") == ["zoe.1"], "names without regard to case"
        assert await found("zoe a") == ["zoe.1"], "and without accents"
        for text in ("ipek yildiz", "IPEK YILDIZ", "İPEK", "ıpek", "ｉｐｅｋ"):
            assert await found(text) == ["ipek"], text
        assert await found("lukasz z") == await found("ŁUKASZ ŻAK") == ["lukasz"]
        assert await found("федор") == ["fedor"]
        assert await found("محمد") == ["mhmd"]
        assert await found("\u3164") == await found("\u0301") == []
        assert await found("@B") == ["ben"]
        assert await found("a_") == ["a_b"], "signs of SQL mean themselves"
        assert await found("%") == await found("  ") == []
        assert await found("a") == ["a_b", "axb"], "never myself"
        assert await found("a", limit=1) == ["a_b"]
        with pytest.raises(InvalidInput):
            await found("\x00")
        assert (await find_person(world.store, world.ana, " BEN ")).id == world.ben
        for handle in ("nobody", "", "\x00", "x" * 999):
            with pytest.raises(NotFound):
                await find_person(world.store, world.ana, handle)

    run(story)


def test_a_conversation_is_opened_once_from_both_sides(run):
    async def story(world):
        opened = await asyncio.gather(
            *(open_conversation(world.store, world.eva, "ben") for _ in range(3)),
            *(open_conversation(world.store, world.ben, "eva") for _ in range(3)),
        )
        assert len({talk.id for talk, _ in opened}) == 1
        assert sorted(str(news) for _, news in opened) == ["None"] * 4 + ["accepted", "opened"]
        talk = await get_conversation(world.store, world.eva, opened[0][0].id)
        assert talk.state == "accepted", "both have opened it"
        assert {talk.other.handle for talk, _ in opened[:3]} == {"ben"}
        told = [event for _, event in await outbox(world.store, Activity)]
        assert [one.kind for one in told] == ["conversation_opened"] * 2
        with pytest.raises(WithYourself):
            await open_conversation(world.store, world.eva, "eva")
        with pytest.raises(NotFound):
            await open_conversation(world.store, world.eva, "nobody")
        assert sorted(await partners_of(world.store, world.ben)) == sorted((world.ana, world.eva))

    run(story)


def test_the_list_has_the_newest_first_and_counts_what_others_wrote(run):
    async def story(world):
        second, _ = await open_conversation(world.store, world.ben, "eva")
        await world.post(world.ben)
        for _ in range(3):
            last = await world.post(world.ana)
        listed = await list_conversations(world.store, world.ben)
        assert [one.id for one in listed] == [world.talk.id, second.id]
        assert [one.unread for one in listed] == [3, 0], "my own messages are not unread"
        assert listed[0].last_message.seq == listed[0].last_seq == listed[0].rev == 4
        assert listed[1].last_message is None
        assert listed[0] == await get_conversation(world.store, world.ben, world.talk.id)
        assert (await list_conversations(world.store, world.ana))[0].unread == 0, "she has answered"
        assert last.mine.seq == 4

    run(story)


def test_the_list_takes_the_same_number_of_queries_however_long(run):
    async def story(world):
        counted = []
        for handle in ("p1", "p2", "p3", "p4"):
            await world.stranger(handle)
            await open_conversation(world.store, world.ben, handle)
            counted.append(await queries_of(world.store, lambda: list_conversations(world.store, world.ben)))
        assert len(set(counted)) == 1

    run(story)


async def queries_of(store, action):
    from sqlalchemy import Engine, event

    seen_queries = []

    def note(connection, cursor, statement, *rest):
        seen_queries.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        await action()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return len(seen_queries)


def test_last_seen_only_goes_forward(run):
    async def story(world):
        now = datetime.now(UTC)
        await presence_started(world.store, world.ana, now)
        await presence_ended(world.store, world.ana, now + timedelta(minutes=5))
        await seen(world.store, world.ana, now)
        assert (await find_person(world.store, world.ben, "ana")).last_seen_at == now + timedelta(minutes=5)
        told = [event for _, event in await outbox(world.store, Activity)][1:]
        assert [(one.kind, one.person_id) for one in told] == [
            ("presence_started", world.ana),
            ("presence_ended", world.ana),
        ]

    run(story)


def test_changing_language_while_both_write_blocks_nobody(run):
    async def story(world):
        for _ in range(10):
            await world.post(world.ana)
        languages = ["de", "fr", "it", "nl"] * 3
        changes = (change_me(world.store, world.ben, language=one) for one in languages)
        posts = (world.post((world.ben, world.ana)[number % 2]) for number in range(24))
        ended = await asyncio.gather(*changes, *posts)
        assert sorted(one.mine.seq for one in ended[12:]) == list(range(11, 35))
        assert (await find_person(world.store, world.ana, "ben")).language in languages

    run(story)
