"""What customers write about: grouped night after night, shown to who may see it, and gone with the words."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest
from sqlalchemy import func, select

from nlp.clusters.naming import telling
from service.cli.painpoints import _said as looked
from service.desk.painpoints import grouping, keeping
from service.desk.painpoints.behind import behind
from service.desk.painpoints.grouping import READ
from service.desk.painpoints.models import Asked, Made, Night
from service.desk.painpoints.shown import rising, shown
from service.desk.visiting import forget
from service.enrichment.apply import apply_batch
from service.errors import InvalidInput, NotFound, RoleLacks
from service.identity.configuration import Configuration, configure
from service.identity.invitations import accept_invitation, invite
from service.jobs import painpoints as job
from service.jobs.painpoints import PainPoints, night_of
from service.messaging.retention import erase_before
from service.store.painpoint_tables import painpoint_messages, painpoint_runs, painpoints
from tests.contract.visiting import shop
from tests.store.databases import enriched
from wire.contracts.events import Sentiment

DAY, HOUR, MOMENT = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)
CROSS = Sentiment(label="negative", scores={}, engine="own", model="head")
SUBJECTS = ("order", "refund")


class Words:
    """Groups texts by a word of theirs; knows a group by it."""

    model = "words@1"

    def __init__(self):
        self.read, self.called, self.breaks = [], [], False

    async def vectors(self, texts, stop):
        if self.breaks:
            raise RuntimeError("it died")
        self.read += texts
        return None if stop.is_set() else [one.encode() for one in texts]

    async def groups(self, rows, called, known, spoken, stop):
        self.called, self.reads = sorted(called), [row.read for row in rows]
        there = [one for one in SUBJECTS if any(one in row.vector.decode() for row in rows)]
        ids = {middle.decode(): id_ for id_, middle in known}
        of = [next((at for at, one in enumerate(there) if one in row.vector.decode()), -1) for row in rows]
        made = [Made(words=[one], middle=one.encode(), known=ids.get(one)) for one in there]
        return Night(groups=made, of=of, like=[0.9] * len(of))


class Nights:
    """A shop, its customers, and the job at times that a test says."""

    def __init__(self, here):
        self.here, self.grouper = here, Words()
        self.now = self.noon = (datetime.now(UTC) + DAY).replace(hour=12)
        """No night begins while a test is at it."""
        self.job = PainPoints(here.store, self.grouper, now=lambda: self.now)
        self.stop = asyncio.Event()

    async def says(self, *texts):
        self.who, talk = await self.here.writing()
        return [await self.here.post(self.who.id, talk, one) for one in texts]

    async def night(self, later=timedelta(0)):
        self.now = self.noon + later
        return await self.job.run(self.stop)

    async def told(self, who=None, **asked):
        return await shown(self.here.store, who or self.here.world.ana, self.here.where, self.asked(**asked))

    def asked(self, **asked):
        now = datetime.now(UTC)
        return Asked(**({"since": now - DAY, "until": now + DAY} | asked))

    async def kept(self, table=painpoint_messages):
        async with self.here.store.reading() as connection:
            return await connection.scalar(select(func.count()).select_from(table))


@pytest.fixture
def nights(run, monkeypatch):
    monkeypatch.setattr(job, "ENOUGH", 3)

    def told(story):
        async def begun(world):
            return await story(Nights(await shop(world)))

        return run(begun)

    return told


def test_a_group_stays_itself_and_is_told_to_who_may_see_figures(nights):
    async def story(it):
        where, store, ana, ben = it.here.where, it.here.store, it.here.world.ana, it.here.world.ben
        assert (await it.told()).looked_at is None, "nobody has looked"
        first = await it.says("my order", "an order", "¿order?", "hello")
        await it.says("a refund", "refund!")
        await apply_batch(store, [enriched(first[0], language="es", sentiment=CROSS)])
        assert await it.night() == 6
        told = await it.told()
        assert [(one.words, one.messages, one.people, one.conversations) for one in told.items] == [
            (("order",), 3, 1, 1), (("refund",), 2, 1, 1),
        ]  # fmt: skip
        order = told.items[0]
        assert (order.scored, order.negative, told.others, told.grouped) == (1, 1, 1, 5)
        assert order.weeks == (*(None,) * 4, 0, 0, 0, 3) and order.rising and not order.new
        assert (order.before, (await it.told(since=it.now - 60 * DAY)).items[0].before) == (0, None)
        assert sum(order.languages.values()) == 3
        assert [(one.messages, one.name is None) for one in told.customers] == [(3, False), (2, False)]
        assert [one.id for one in (await it.told(languages=("xx",))).items] == []
        assert it.grouper.called, "what people are called names no group"
        assert await it.night() == 0, "it was looked at just now"
        assert await it.night(keeping.AGAIN + MOMENT) == 6, "all of it is new"
        assert await it.night(keeping.YOUNG + MOMENT) == 0, "it waits for the night"
        await it.says("where is the order", "an order")
        assert await it.night(DAY) == 8
        again = {one.words: one for one in (await it.told()).items}
        assert again[("order",)].id == order.id and again[("order",)].messages == 5
        assert len(it.grouper.read) == 8, "each text is embedded once"
        with pytest.raises(RoleLacks):
            await it.told(ben)
        for asked in (
            {"since": datetime(2026, 1, 1)},
            {"since": datetime(1, 1, 1, tzinfo=UTC)},
            {"until": datetime(9999, 12, 31, tzinfo=timezone(-12 * HOUR))},
            {"languages": ("pt\0",)},
        ):
            with pytest.raises(InvalidInput):
                await it.told(**asked)
            with pytest.raises(InvalidInput):
                await behind(store, ana, where, order.id, it.asked(**asked))
        ages = datetime(1970, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC)
        assert (await it.told(since=ages[0], until=ages[1])).grouped == 7
        with pytest.raises(NotFound):
            await behind(store, ana, where, it.here.channel.id, it.asked())

    nights(story)


def test_examples_need_the_leave_of_the_organisation_and_names_that_of_the_role(nights):
    async def story(it):
        where, store, ana = it.here.where, it.here.store, it.here.world.ana
        await it.says("my order", "an order of mine")
        await it.says("the order")
        await it.night()
        one = (await it.told()).items[0].id
        found = await behind(store, ana, where, one, it.asked())
        assert [(each.messages, each.negative) for each in found.conversations] == [(1, 0), (2, 0)]
        assert found.examples == () and not (await it.told()).keeps_text, "off until the owner says so"
        await configure(store, ana, where, Configuration(keeps_text=True))
        found = await behind(store, ana, where, one, it.asked())
        assert len(found.examples) == 2, "one of each customer"
        await accept_invitation(
            store, it.here.world.ids["eva"], (await invite(store, ana, where, "analyst")).token
        )
        seen = await it.told(it.here.world.ids["eva"])
        assert seen.keeps_text and {each.name for each in seen.customers} == {None}
        await configure(store, ana, where, Configuration(keeps_text=False))
        assert (await behind(store, ana, where, one, it.asked())).examples == ()
        assert b"order of mine" not in msgspec.json.encode(await it.told())

    nights(story)


def test_nothing_stays_of_words_that_are_gone(nights):
    async def story(it):
        store = it.here.store
        await it.says("an order", "my order", "order order")
        await it.says("a refund")
        gone = it.who
        await it.says("the order")
        await it.night()
        assert await it.kept() == 5
        await forget(store, gone)
        assert await it.kept() == 4, "of who is forgotten"
        await erase_before(store, datetime.now(UTC) + DAY)
        assert await it.kept() == 0, "of what is erased by its age"
        assert (await it.told()).items == ()
        await it.night(keeping.KEPT + DAY)
        assert await it.kept(painpoints) == 0, "a group that has had none for so long"

    nights(story)


def test_who_fails_is_left_for_the_night_and_holds_nobody_up(nights):
    async def story(it):
        await it.says("an order", "my order", "the order")
        it.grouper.breaks = True
        for _ in range(job.TRIES):
            with pytest.raises(RuntimeError):
                await it.night()
        assert await it.night() == 0
        it.grouper.breaks = False
        it.stop.set()
        assert await it.night(DAY) == 0 and await it.kept() == 0, "stopped before it began"
        it.stop.clear()
        assert await it.night(DAY) == 3

    nights(story)


def test_too_little_is_looked_at_again_soon_and_not_at_once(nights):
    async def story(it):
        await it.says("an order")
        assert await it.night() == 0 and it.grouper.read == []
        await it.says("an order", "an order")
        assert await it.night() == 0
        assert await it.night(keeping.AGAIN + MOMENT) == 3

    nights(story)


def test_of_long_texts_the_beginning_names_groups(nights):
    async def story(it):
        await it.says(*["an order " + "x" * 2 * READ] * 3)
        assert await it.night() == 3
        assert max(len(one or "") for one in it.grouper.reads) <= READ < len(it.grouper.read[0])

    nights(story)


def test_a_night_begins_at_two():
    at = datetime(2026, 11, 30, 2, tzinfo=UTC)
    assert night_of(at) == at == night_of(at + timedelta(hours=23, minutes=59))
    assert night_of(at - timedelta(seconds=1)) == at - DAY
    assert [rising(week, 10) for week in (16, 17)] == [False, True] and rising(3, 0) and not rising(2, 0)


class Named(Words):
    """One group of all, named as in earnest."""

    async def vectors(self, texts, stop):
        return [b"v"] * len(texts)

    async def groups(self, rows, called, known, spoken, stop):
        authors = [one.author_id for one in rows]
        [words] = telling(
            [one.read for one in rows], [0] * len(rows), authors, 1, called=called, spoken=spoken
        )
        return Night(
            groups=[Made(words=words, middle=b"m", known=None)], of=[0] * len(rows), like=[0.5] * len(rows)
        )


def test_nothing_that_one_person_wrote_or_is_called_is_kept_or_shown(nights):
    async def story(it):
        it.job.grouper = Named()
        secret = [f"zqx{letter}" for letter in "abcdef"]
        for one in secret:
            who, talk = await it.here.writing(name="Wilhelmina")
            text = f"Wilhelmina asks: parcel {one} 4711 late, {one}@{one}.pt"
            said = await it.here.post(who.id, talk, text)
            await apply_batch(it.here.store, [enriched(said, language="pt")])
        assert await it.night() == len(secret)
        told = await it.told()
        [item] = told.items
        assert set(item.words) == {"asks", "parcel", "late"} and item.people == len(secret)
        kept = [msgspec.json.encode(msgspec.structs.replace(told, customers=())).decode()]
        async with it.here.store.reading() as connection:
            for table in (painpoints, painpoint_messages, painpoint_runs):
                kept += [str(row) for row in await connection.execute(select(table))]
        assert not [one for one in (*secret, "ilhelmina", "4711") if any(one in row for row in kept)]
        _, called, _ = await looked(it.here.store, it.here.where, None, datetime.now(UTC) - DAY)
        assert (
            called
            == await grouping.called(
                it.here.store, await keeping.window(it.here.store, it.here.where, "pt", it.now)
            )
            and "Wilhelmina" in called
        )

    nights(story)
