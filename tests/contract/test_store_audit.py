"""Who read and changed what in an organisation; on both databases."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from service.desk import audit
from service.desk.audit import forget_old, list_entries
from service.desk.card import CardWanted, change_customer, customer
from service.desk.channels import Wanted, change_channel, delete_channel
from service.desk.commands import assign, resolve
from service.desk.rating import ratings_of
from service.desk.routing import agents, queues
from service.desk.routing.agents import change_agent
from service.desk.routing.hours import Hours
from service.desk.routing.promises import Sla
from service.desk.routing.queues import change_queue, create_queue, delete_queue
from service.desk.routing.rules import set_hours, set_sla
from service.desk.tags import TagWanted, change_tag, create_tag, delete_tag, set_tags
from service.errors import InvalidInput, NotFound, NotYours, RoleLacks
from service.identity.configuration import Configuration, configure
from service.identity.invitations import accept_invitation, invite, withdraw_invitation
from service.identity.models import Organisation
from service.identity.organisations import change_role, remove_member
from service.knowledge.articles.commands import (
    bring_articles,
    change_article,
    remove_article,
    write_article,
)
from service.knowledge.articles.models import ArticleFile, Changing, Writing
from service.knowledge.articles.seat import switch_bot
from service.knowledge.canned import Text, add_canned, remove_canned
from service.knowledge.glossary import Entry, add_word, remove_word
from service.messaging.exporting import files_of
from service.messaging.history import history_of
from service.messaging.indexing import index_some
from service.messaging.reacting import pin, pinned_in
from service.messaging.reading import changed_since, read_message, read_messages
from service.messaging.receipts import mark
from service.messaging.searching import search_messages
from service.models import Me
from service.store.ops_tables import audit_entries
from service.store.tables import memberships
from tests.contract.visiting import shop


@pytest.fixture(autouse=True)
def one_day(monkeypatch):
    """Readings are noted once a day: midnight comes between no two of a test."""
    today, once = datetime.now(UTC), audit._once
    monkeypatch.setattr(audit, "_once", lambda _at, *what: once(today, *what))


async def entries(here, **options):
    page = await list_entries(here.store, here.world.ana, here.where, **options)
    names = {here.world.ana: "ana", here.world.ben: "ben", here.world.eva: "eva"}
    return [(one.action, names[one.account_id]) for one in page.items[::-1]]


async def begun(world):
    """A shop whose entries until now are passed over, and a conversation."""
    here = await shop(world)
    visitor, talk = await here.writing()
    await here.post(visitor.id, talk)
    async with here.store.writing() as connection:
        await connection.execute(audit_entries.delete())
    return here, visitor, talk


def test_what_agents_do_with_a_conversation_is_kept(run):
    async def story(world):
        here, visitor, talk = await begun(world)
        await assign(here.store, world.ana, talk, to_id=world.ben)
        await assign(here.store, world.ana, talk, to_id=world.ben, from_id=world.ben)
        tag = await create_tag(here.store, world.ana, here.where, TagWanted(name="late"))
        await set_tags(here.store, world.ben, talk, [tag.id])
        await change_customer(here.store, world.ben, talk, CardWanted(attributes={"vip": "yes"}))
        await resolve(here.store, world.ben, talk)
        await here.post(visitor.id, talk, "again")
        assert await entries(here) == [
            ("conversation_assigned", "ana"), ("tag_created", "ana"), ("conversation_tagged", "ben"),
            ("customer_changed", "ben"), ("conversation_resolved", "ben"),
        ]  # fmt: skip
        assert await entries(here, account_id=world.ana, conversation_id=talk) == [
            ("conversation_assigned", "ana")
        ]
        assert await entries(here, action="conversation_resolved") == [("conversation_resolved", "ben")]
        page = await list_entries(here.store, world.ana, here.where, limit=4)
        rest = await list_entries(here.store, world.ana, here.where, before=page.next)
        assert [one.action for one in rest.items] == ["conversation_assigned"]
        assert (rest.items[0].subject_id, rest.items[0].conversation_id, rest.next) == (world.ben, talk, None)
        for who, refused in ((world.ben, RoleLacks), (world.eva, NotYours)):
            with pytest.raises(refused):
                await list_entries(here.store, who, here.where)
        with pytest.raises(InvalidInput):
            await entries(here, before="none")

    run(story)


def test_what_owners_change_is_kept(run):
    async def story(world):
        here, _, _ = await begun(world)
        store, ana, where = here.store, world.ana, here.where
        made = await create_tag(store, ana, where, TagWanted(name="late"))
        await change_tag(store, ana, where, made.id, TagWanted(name="later"))
        await delete_tag(store, ana, where, made.id)
        await here.change(name="Store")
        await delete_channel(store, ana, where, here.channel.id)
        await configure(store, ana, where, Configuration(retention_days=30))
        await configure(store, ana, where, Configuration())
        first, second = await invite(store, ana, where, "agent"), await invite(store, ana, where, "agent")
        await withdraw_invitation(store, ana, where, first.id)
        assert isinstance(await accept_invitation(store, world.eva, second.token), Organisation)
        await change_role(store, ana, where, world.eva, "analyst")
        await remove_member(store, world.eva, where, world.eva)
        word = await add_word(store, ana, Entry(source="casa"), organisation_id=where)
        await remove_word(store, ana, word.id, where)
        answer = await add_canned(store, ana, Text(shortcut="hi", language="en", text="Hello"), where)
        await remove_canned(store, ana, answer.id, where)
        await add_word(store, ana, Entry(source="mine"))
        assert await entries(here) == [
            ("tag_created", "ana"), ("tag_changed", "ana"), ("tag_deleted", "ana"),
            ("channel_changed", "ana"), ("channel_deleted", "ana"), ("settings_changed", "ana"),
            ("invitation_created", "ana"), ("invitation_created", "ana"), ("invitation_deleted", "ana"),
            ("member_joined", "eva"), ("member_changed", "ana"), ("member_removed", "eva"),
            ("word_created", "ana"), ("word_deleted", "ana"), ("canned_created", "ana"),
            ("canned_deleted", "ana"),
        ]  # fmt: skip

    run(story)


def test_what_they_change_of_queues_and_articles_is_kept(run):
    async def story(world):
        here, _, _ = await begun(world)
        store, ana, where = here.store, world.ana, here.where
        queue = await create_queue(store, ana, where, "Billing", queues.Wanted())
        await change_queue(store, ana, where, queue.id, queues.Wanted(languages=("es",)))
        await delete_queue(store, ana, where, queue.id)
        await change_agent(store, ana, where, world.ben, agents.Wanted(capacity=3))
        await set_hours(store, ana, where, Hours(zone="Europe/Lisbon"))
        await set_sla(store, ana, where, Sla(first_response_minutes=5))
        made = await write_article(store, ana, where, Writing(title="Returns", language="en", text="30 days"))
        await change_article(store, ana, where, made.id, Changing(title="Refunds"))
        await switch_bot(store, ana, where, enabled=True)
        file = ArticleFile(name="a.md", content=b"Open at 9.")
        await bring_articles(store, ana, where, [file], language="en", always_human=False)
        await remove_article(store, ana, where, made.id)
        assert [action for action, _ in await entries(here)] == [
            "queue_created", "queue_changed", "queue_deleted", "agent_changed", "hours_changed",
            "sla_changed", "article_created", "article_changed", "bot_switched", "articles_imported",
            "article_deleted",
        ]  # fmt: skip

    run(story)


def test_what_is_refused_leaves_no_entry(run):
    async def story(world):
        here, _, _ = await begun(world)
        for attempt in (
            create_tag(here.store, world.ben, here.where, TagWanted(name="late")),
            change_role(here.store, world.ben, here.where, world.ana, "agent"),
            configure(here.store, world.ben, here.where, Configuration(retention_days=1)),
            invite(here.store, world.ben, here.where, "agent"),
            add_word(here.store, world.ben, Entry(source="x"), organisation_id=here.where),
            change_channel(here.store, world.ben, here.where, here.channel.id, Wanted(enabled=False)),
        ):
            with pytest.raises(RoleLacks):
                await attempt
        assert await entries(here) == []

    run(story)


def test_of_reading_there_is_one_entry_a_day(run):
    async def story(world):
        here, visitor, talk = await begun(world)
        for _ in range(2):
            await read_messages(here.store, world.ben, talk)
            await mark(here.store, world.ben, talk, read_seq=1)
            await customer(here.store, world.ben, talk)
            audit._noted.clear()  # as another process
        await mark(here.store, world.ana, talk, delivered_seq=1)
        await read_messages(here.store, visitor.id, talk)
        await read_messages(here.store, world.ana, world.talk.id)
        assert await entries(here) == [("conversation_read", "ben"), ("customer_read", "ben")]
        await mark(here.store, world.ana, talk, read_seq=1)
        me = Me(id=world.ben, handle="ben", name="Ben", language="en", online=True)
        assert [name async for name, _ in files_of(here.store, me)]
        assert await entries(here) == [
            ("conversation_read", "ben"), ("customer_read", "ben"), ("conversation_read", "ana"),
            ("data_exported", "ben"),
        ]  # fmt: skip

    run(story)


def test_what_is_found_or_looked_at_alone_is_read(run):
    async def story(world):
        here, visitor, talk = await begun(world)
        said = await here.post(visitor.id, talk, "a peculiar word")
        while await index_some(here.store):
            pass
        assert (await search_messages(here.store, world.ben, "nothing")).messages == ()
        assert await entries(here) == []
        [found] = (await search_messages(here.store, world.ben, "peculiar")).messages
        await read_message(here.store, world.ana, found.id)
        assert found.id == said.id
        assert await entries(here) == [("conversation_read", "ben"), ("conversation_read", "ana")]

    run(story)


def test_an_organisation_is_searched_apart_by_who_may_converse_there_and_it_is_noted(run):
    async def story(world):
        here, visitor, talk = await begun(world)
        said = await here.post(visitor.id, talk, "a peculiar word")
        await world.post(world.ana, "as peculiar, but between friends")
        while await index_some(here.store):
            pass

        async def found(who, where=here.where, text="peculiar", **more):
            return await search_messages(here.store, who, text, organisation_id=where, **more)

        assert [one.id for one in (await found(world.ben)).messages] == [said.id]
        assert await entries(here) == [("conversation_read", "ben")]
        assert (await found(world.ben, conversation_id=world.talk.id)).messages == ()
        async with here.store.writing() as connection:
            await connection.execute(
                memberships.update().where(memberships.c.account_id == world.ben).values(role="analyst")
            )
        for who, where, refused in (
            (world.ben, here.where, RoleLacks),
            (world.eva, here.where, NotYours),
            (world.ana, world.talk.id, NotFound),
        ):
            with pytest.raises(refused):
                await found(who, where)
        assert await entries(here) == [("conversation_read", "ben")]

    run(story)


def test_no_way_to_what_was_said_is_passed_over(run):
    async def story(world):
        here, visitor, talk = await begun(world)
        said = await here.post(visitor.id, talk, "something")
        await pin(here.store, world.ben, said.id, on=True)
        for way in (
            lambda: read_messages(here.store, world.ben, talk),
            lambda: read_message(here.store, world.ben, said.id),
            lambda: changed_since(here.store, world.ben, talk, 0),
            lambda: history_of(here.store, world.ben, said.id),
            lambda: pinned_in(here.store, world.ben, talk),
            lambda: ratings_of(here.store, world.ben, talk),
        ):
            async with here.store.writing() as connection:
                await connection.execute(audit_entries.delete())
            audit._noted.clear()
            await way()
            assert await entries(here) == [("conversation_read", "ben")]
        page = await changed_since(here.store, world.ben, talk, 0)
        await changed_since(here.store, world.ana, talk, page.rev)
        assert await entries(here) == [("conversation_read", "ben")], "who was up to date got nothing"

    run(story)


def test_what_is_old_is_forgotten(run):
    async def story(world):
        here, _, talk = await begun(world)
        await resolve(here.store, world.ben, talk)
        await customer(here.store, world.ben, talk)
        now = datetime.now(UTC)
        async with here.store.writing() as connection:
            old = update(audit_entries).where(audit_entries.c.action == "conversation_resolved")
            await connection.execute(old.values(at=now - timedelta(days=31)))
        assert await forget_old(here.store, now, 0) == 0
        assert await forget_old(here.store, now, 30) == 1
        assert await entries(here) == [("customer_read", "ben")]

    run(story)
