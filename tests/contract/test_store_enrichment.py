"""Enrichments: applied once however often they come, suggestions for their reader only, asked for again."""

import asyncio
from datetime import timedelta

import pytest

from service.demo.clear import clear_demo
from service.enrichment.apply import apply_batch, apply_enriched
from service.enrichment.commands import retry_enrichment, suggestions_shown
from service.errors import NotFound, NotYours
from service.events import SessionEnded
from service.identity.people import change_me
from service.identity.sessions import begin
from service.messaging.conversations import list_conversations, open_conversation, set_suggestions
from service.messaging.messages import post_message
from service.messaging.reading import changed_since, read_messages
from service.models import SuggestionUse
from tests.contract.test_store_messages import outbox
from tests.store.databases import acquainted, enriched
from tests.store.hearing import Heard
from wire.contracts.activity import Activity
from wire.contracts.events import Problem, Translation
from wire.contracts.ids import new_id

FAILED = {
    "status": "failed",
    "translations": {},
    "sentiment": None,
    "suggestions": (),
    "problem": Problem(code="engine_error", message="It broke."),
}


async def seen_by(world, person_id):
    return (await read_messages(world.store, person_id, world.talk.id)).messages[-1]


async def kinds(world):
    return [event.kind for _, event in await outbox(world.store, Activity)]


def test_applying_twice_changes_nothing(run):
    async def story(world):
        posted = (await world.post(world.ana)).mine
        found = enriched(posted)
        first = await apply_enriched(world.store, found)
        assert (first.rev, first.author_id, first.reader_id) == (2, world.ana, world.ben)
        assert first.reader_view == await seen_by(world, world.ben)
        assert first.author_view == await seen_by(world, world.ana)
        assert first.reader_view.enrichment.translations["en"].text == "Hello!"
        assert await apply_enriched(world.store, found) is None
        assert (await seen_by(world, world.ben)).rev == 2
        again = await apply_batch(world.store, [found])
        assert [(one.changed, one.reader_view) for one in again] == [(False, first.reader_view)]

    run(story)


def test_suggestions_are_the_readers_and_only_if_wanted(run):
    async def story(world):
        posted = (await world.post(world.ana)).mine
        applied = await apply_enriched(world.store, enriched(posted))
        assert [one.id for one in applied.reader_view.enrichment.suggestions] == ["greet", "thanks"]
        assert applied.author_view.enrichment.suggestions == ()
        assert (await seen_by(world, world.ana)).enrichment.suggestions == ()
        off = await set_suggestions(world.store, world.ben, world.talk.id, False)
        assert not off.suggestions and off.last_message.enrichment.suggestions == ()
        assert (await seen_by(world, world.ben)).enrichment.suggestions == ()
        since = await changed_since(world.store, world.ben, world.talk.id, 0)
        assert since.messages[0].enrichment.suggestions == ()
        await world.post(world.ana)
        assert [event.suggest for _, event in await outbox(world.store)] == [True, False]
        on = await set_suggestions(world.store, world.ben, world.talk.id, True)
        assert on.suggestions
        with pytest.raises(NotYours):
            await set_suggestions(world.store, world.eva, world.talk.id, False)

    run(story)


def test_a_later_failure_takes_nothing_away(run):
    async def story(world):
        posted = (await world.post(world.ana)).mine
        done = enriched(posted)
        await apply_enriched(world.store, done)
        late = enriched(posted, **FAILED, enriched_at=done.enriched_at + timedelta(seconds=5))
        assert await apply_enriched(world.store, late) is None
        assert (await seen_by(world, world.ben)).enrichment.status == "done"

    run(story)


def test_a_failed_one_is_asked_for_again_once(run):
    async def story(world):
        posted = (await world.post(world.ana)).mine
        applied = await apply_enriched(world.store, enriched(posted, **FAILED))
        assert applied.author_view.enrichment.problem.code == "engine_error"
        tries = (
            retry_enrichment(world.store, world.settings, who, posted.id)
            for who in (world.ben, world.ana, world.ben)
        )
        views = await asyncio.gather(*tries)
        assert {one.enrichment.status for one in views} == {"pending"}
        assert {one.rev for one in views} == {3}, "only the first changed anything"
        assert len(await outbox(world.store)) == 2
        await apply_enriched(world.store, enriched(posted))
        view = await retry_enrichment(world.store, world.settings, world.ben, posted.id)
        assert (view.enrichment.status, view.enrichment.problem) == ("done", None)
        assert len(await outbox(world.store)) == 2
        with pytest.raises(NotYours):
            await retry_enrichment(world.store, world.settings, world.eva, posted.id)
        with pytest.raises(NotFound):
            await retry_enrichment(world.store, world.settings, world.ben, new_id())

    run(story)


def test_concurrent_enrichments_each_get_their_rev(run):
    async def story(world):
        posted = [(await world.post((world.ana, world.ben)[n % 2])).mine for n in range(20)]
        batches = [[enriched(one) for one in posted[start::4]] for start in range(4)]
        applied = await asyncio.gather(*(apply_batch(world.store, one) for one in batches))
        revs = [one.rev for batch in applied for one in batch]
        assert sorted(revs) == list(range(21, 41))
        page = await changed_since(world.store, world.ben, world.talk.id, 20)
        assert {one.rev for one in page.messages} == set(revs)

    run(story)


def test_an_enrichment_of_a_message_that_is_gone_is_passed_over(run):
    async def story(world):
        posted = (await world.post(world.ana)).mine
        gone = enriched(posted, message_id=new_id())
        odd = enriched(posted, message_id="no id \x00")
        applied = await apply_batch(world.store, [gone, enriched(posted), odd])
        assert [one.reader_view.id for one in applied] == [posted.id]
        assert await apply_enriched(world.store, gone) is None

    run(story)


def test_a_suggestion_sent_unchanged_reads_as_it_promised(run):
    async def story(world):
        asked = (await world.post(world.ana)).mine
        await apply_enriched(world.store, enriched(asked))
        use = SuggestionUse(message_id=asked.id, suggestion_id="greet", edited=False)
        posted = await world.post(world.ben, "Hi!", suggestion=use)
        promised = posted.mine.enrichment.translations["pt"]
        assert (promised.status, promised.text, promised.engine) == ("done", "Oi!", "reply")
        assert posted.mine.enrichment.status == "pending"
        _, event = (await outbox(world.store))[-1]
        assert event.given == {"pt": promised}
        told = (await outbox(world.store, Activity))[-1][1]
        assert (told.kind, told.suggestion_id, told.person_id) == ("suggestion_sent", "greet", world.ben)
        assert told.message_id == asked.id, "the message that it answers"

    run(story)


@pytest.mark.parametrize(
    ("text", "use", "kind"),
    [
        ("Hi, Ana!", {"suggestion_id": "greet", "edited": True}, "suggestion_edited"),
        ("Hi, Ana!", {"suggestion_id": "greet", "edited": False}, "suggestion_edited"),
        ("Hi!", {"suggestion_id": "gone", "edited": False}, None),
    ],
    ids=["edited", "said to be unedited", "unknown"],
)
def test_only_an_exact_copy_counts_as_sent(run, text, use, kind):
    async def story(world):
        asked = (await world.post(world.ana)).mine
        await apply_enriched(world.store, enriched(asked))
        before = await kinds(world)
        posted = await world.post(world.ben, text, suggestion=SuggestionUse(message_id=asked.id, **use))
        assert posted.mine.enrichment.translations == {}
        assert await kinds(world) == before + ([kind] if kind else [])

    run(story)


def test_suggestions_of_another_conversation_or_of_my_own_message_are_not_told_of(run):
    async def story(world):
        mine = (await world.post(world.ben)).mine
        await apply_enriched(world.store, enriched(mine))
        other = await acquainted(world.store, world.ana, "eva")
        elsewhere = await post_message(
            world.store, world.settings, world.ana, other.id, text="Hola", client_id="one"
        )
        await apply_enriched(world.store, enriched(elsewhere.mine))
        for asked in (mine, elsewhere.mine):
            use = SuggestionUse(message_id=asked.id, suggestion_id="greet", edited=False)
            posted = await world.post(world.ben, "Hi!", suggestion=use)
            assert posted.mine.enrichment.translations == {}
        assert "suggestion_sent" not in await kinds(world)

    run(story)


def test_suggestions_shown_are_told_once_and_only_for_their_reader(run):
    async def story(world):
        posted = (await world.post(world.ana)).mine
        shown = lambda who: suggestions_shown(world.store, world.settings, who, posted.id)  # noqa: E731
        await shown(world.ben)
        assert "suggestions_shown" not in await kinds(world), "there were none yet"
        await apply_enriched(world.store, enriched(posted))
        await shown(world.ana)
        assert "suggestions_shown" not in await kinds(world), "they are not the author's"
        await asyncio.gather(*(shown(world.ben) for _ in range(4)))
        told = [e for _, e in await outbox(world.store, Activity) if e.kind == "suggestions_shown"]
        assert [(one.count, one.message_id) for one in told] == [(2, posted.id)]
        with pytest.raises(NotYours):
            await shown(world.eva)

    run(story)


def test_a_new_language_queues_what_cannot_be_read_in_it(run):
    async def story(world):
        posted = [(await world.post(world.ana)).mine for _ in range(35)]
        mine = (await world.post(world.ben)).mine
        for one in posted:
            await apply_enriched(world.store, enriched(one))
        already = Translation(status="done", text="Hallo!", engine="firefox")
        await apply_enriched(world.store, enriched(posted[-1], translations={"de": already}))
        asked = len(await outbox(world.store))
        me = await change_me(world.store, world.ben, language="de")
        assert me.language == "de"
        again = [event for _, event in (await outbox(world.store))[asked:]]
        assert [event.seq for event in again] == list(range(6, 35)), (
            "the last 30 to me, but the one that is there"
        )
        assert {event.targets for event in again} == {("de",)}
        assert [turn.text for turn in again[0].context] == [one.text for one in posted[1:5]]
        page = await read_messages(world.store, world.ben, world.talk.id, limit=200)
        states = {one.seq: one.enrichment for one in page.messages}
        assert states[6].status == "pending" and states[6].translations["en"].text == "Hello!"
        assert states[5].status == states[35].status == "done"
        since = await changed_since(world.store, world.ben, world.talk.id, page.rev - 29)
        assert [one.seq for one in since.messages] == [event.seq for event in again]
        german = {"de": Translation(status="done", text="Hallo!", engine="firefox")}
        await apply_enriched(world.store, enriched(posted[10], translations=german))
        shown = (await read_messages(world.store, world.ben, world.talk.id, after=10, limit=1)).messages[0]
        assert shown.enrichment.status == "done" and set(shown.enrichment.translations) == {"en", "de"}
        asked = len(await outbox(world.store))
        await change_me(world.store, world.ben, language="de", name="Ben B.", theme="dark")
        assert len(await outbox(world.store)) == asked, "the same language asks for nothing"
        assert (await seen_by(world, world.ben)).id == mine.id

    run(story)


def test_clearing_the_demo_leaves_the_rest(run):
    async def story(world):
        real = (await world.post(world.ana)).mine
        dora = await world.stranger("demo-dora", demo=True)
        async with world.store.writing() as connection:
            await begin(connection, world.store, dora)
        talk, _ = await open_conversation(world.store, world.ana, "demo-dora")
        assert talk.demo
        gone = await post_message(world.store, world.settings, world.ana, talk.id, text="Oi", client_id="one")
        assert [event.demo for _, event in await outbox(world.store)] == [False, True]
        heard = Heard(world.store)
        assert await clear_demo(world.store) == 1
        assert [one.person_id for one in heard.of(SessionEnded)] == [dora], "their sockets close"
        assert await apply_enriched(world.store, enriched(gone.mine)) is None
        left = await list_conversations(world.store, world.ana)
        assert [one.last_message.id for one in left] == [real.id]
        assert await clear_demo(world.store) == 0
        assert (await kinds(world)).count("demo_cleared") == 2

    run(story)
