"""A side's sentiment in the store: kept as enrichments come, shown to the other side, told once a turn."""

from service.enrichment.apply import apply_batch, apply_enriched
from service.messaging.conversations import get_conversation, list_conversations
from tests.contract.test_store_messages import outbox
from tests.store.databases import enriched
from wire.contracts.activity import Activity
from wire.contracts.events import Sentiment
from wire.contracts.sentiment_trend import QUIET

SCORES = {
    "positive": {"positive": 0.85, "neutral": 0.1, "negative": 0.05},
    "negative": {"positive": 0.05, "neutral": 0.1, "negative": 0.85},
    None: {"positive": 0.3, "neutral": 0.4, "negative": 0.3},
}


def feeling(message, label):
    return enriched(message, sentiment=Sentiment(label=label, scores=SCORES[label], engine="e5", model="m"))


async def turns(world):
    told = [event for _, event in await outbox(world.store, Activity)]
    return [event for event in told if event.kind == "mood_turned"]


async def said(world, *labels, who=None):
    messages = [(await world.post(who or world.ana)).mine for _ in labels]
    return [feeling(message, label) for message, label in zip(messages, labels, strict=True)]


async def shown_to(world, person_id):
    return (await get_conversation(world.store, person_id, world.talk.id)).sentiment


def test_a_turn_is_shown_to_the_other_side_and_told_once(run):
    async def story(world):
        good, bad, worse = await said(world, "positive", "negative", "negative")
        assert (await apply_enriched(world.store, good)).sentiment.level == "good"
        applied = await apply_enriched(world.store, bad)
        assert (applied.sentiment.direction, applied.sentiment.since) == ("worse", 2)
        assert (await apply_enriched(world.store, worse)).sentiment is None, "no news: it stands as it was"
        assert (await shown_to(world, world.ben)).direction == "worse"
        assert (await list_conversations(world.store, world.ben))[0].sentiment.since == 2
        assert await shown_to(world, world.ana) == QUIET, "her own sentiment is no news to her"
        (told,) = await turns(world)
        assert (told.person_id, told.message_id) == (world.ana, bad.message_id)

    run(story)


def test_what_comes_again_or_late_tells_nothing_twice(run):
    async def story(world):
        good, bad, worse = await said(world, "positive", "negative", "negative")
        await apply_batch(world.store, [worse])
        await apply_batch(world.store, [good])
        assert (await shown_to(world, world.ben)).since == 3
        again = await apply_batch(world.store, [good, worse])
        assert [one.sentiment.direction for one in again] == ["worse", "worse"], "what was lost is told again"
        await apply_batch(world.store, [bad])
        assert (await shown_to(world, world.ben)).since == 2
        assert [event.message_id for event in await turns(world)] == [worse.message_id]

    run(story)


def test_each_turn_is_told_and_each_side_has_its_own(run):
    async def story(world):
        await apply_batch(world.store, await said(world, "positive", "negative", "positive", "negative"))
        assert len(await turns(world)) == 1, "within one batch only where it stands counts"
        await apply_batch(world.store, await said(world, "positive"))
        await apply_batch(world.store, await said(world, "negative"))
        assert len(await turns(world)) == 2
        await apply_batch(world.store, await said(world, "positive", "negative", who=world.ben))
        assert (await shown_to(world, world.ana)).since == 8
        assert [event.person_id for event in await turns(world)] == [world.ana, world.ana, world.ben]

    run(story)


def test_a_model_that_abstains_changes_nothing(run):
    async def story(world):
        (unsure,) = await said(world, None)
        applied = await apply_enriched(world.store, unsure)
        assert applied.sentiment is None
        assert await shown_to(world, world.ben) == QUIET

    run(story)
