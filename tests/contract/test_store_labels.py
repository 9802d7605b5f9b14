"""What was predicted of a customer is corrected by who answers, taken back, and kept to learn from."""

from datetime import timedelta

import pytest

from service.desk.labels import NEEDS, SENTIMENTS, LabelsWanted, correct_labels, labels
from service.desk.taught import all_examples, examples
from service.enrichment.apply import apply_batch
from service.errors import InvalidInput, NotFound, NotYours, RoleLacks
from service.messaging.retention import erase_old
from tests.contract.visiting import shop
from tests.store.databases import enriched
from wire.contracts.events import Annotation


async def judged(world):
    """A shop to which somebody wrote, of whom a worker said what it is about."""
    here = await shop(world)
    visitor, talk = await here.writing()
    message = await here.post(visitor.id, talk, "¿dónde está mi paquete?")
    topic = Annotation(task="topic", model="topics@1", label="delivery", probability=0.9)
    await apply_batch(world.store, [enriched(message, annotations=(topic,))])
    return here, talk, message


def test_a_prediction_is_corrected_and_taken_back(run):
    async def story(world):
        here, talk, message = await judged(world)
        store, found = here.store, await labels(here.store, world.ben, talk)
        assert (found.need.predicted, found.sentiment.predicted) == ("delivery", "positive")
        assert (found.need.corrected, found.sentiment.message_id) == (None, message.id)
        wanted = LabelsWanted(need="complaint", sentiment="negative")
        for _ in range(2):
            after = await correct_labels(store, world.ben, talk, wanted)
        assert (after.need.corrected, after.need.by, after.sentiment.corrected) == (
            "complaint", world.ben, "negative",
        )  # fmt: skip
        assert after.need.predicted == "delivery"
        page = await examples(store, world.ana, here.where)
        assert [(one.task, one.predicted, one.label, one.text) for one in page.items] == [
            ("mood", "positive", "negative", message.text),
            ("need", "delivery", "complaint", message.text),
        ]
        assert page.items[1].model == "topics@1"
        assert page.items[1].language == "pt", "of the text, and not what is read"
        taken = [one async for one in all_examples(store, here.where)]
        assert tuple(taken) == page.items
        first = await examples(store, world.ana, here.where, limit=1)
        rest = await examples(store, world.ana, here.where, before=first.next, limit=1)
        assert (*first.items, *rest.items) == page.items and rest.next is None
        after = await correct_labels(store, world.ben, talk, LabelsWanted(need=None))
        assert (after.need.corrected, after.sentiment.corrected) == (None, "negative")
        assert [one.task for one in (await examples(store, world.ana, here.where)).items] == ["mood"]

    run(story)


def test_it_is_said_of_the_message_that_was_shown(run):
    """Also where the customer has gone on writing meanwhile."""

    async def story(world):
        here, talk, shown = await judged(world)
        later = await here.post(shown.author_id, talk, "¿y la factura?")
        wanted = LabelsWanted(need="complaint", message_id=shown.id)
        after = await correct_labels(here.store, world.ben, talk, wanted)
        assert (after.need.message_id, after.need.corrected) == (later.id, None)
        await correct_labels(here.store, world.ana, talk, wanted)
        [one] = (await examples(here.store, world.ana, here.where)).items
        assert (one.message_id, one.predicted, one.label) == (shown.id, "delivery", "complaint")
        await correct_labels(here.store, world.ben, talk, LabelsWanted(need=None, message_id=shown.id))
        assert (await examples(here.store, world.ana, here.where)).items == ()
        other, _, theirs = await judged(world)
        for elsewhere in (theirs.id, "", "\0"):
            with pytest.raises(InvalidInput):
                of_another = LabelsWanted(need="complaint", message_id=elsewhere)
                await correct_labels(here.store, world.ben, talk, of_another)
        assert (await examples(here.store, world.ana, other.where)).items == ()

    run(story)


def test_what_cannot_be_is_refused_and_nobody_elses_is_seen(run):
    async def story(world):
        here, talk, _ = await judged(world)
        for wrong in (LabelsWanted(need="nothing"), LabelsWanted(sentiment="worse")):
            with pytest.raises(InvalidInput):
                await correct_labels(here.store, world.ben, talk, wrong)
        with pytest.raises(NotYours):
            await labels(here.store, world.eva, talk)
        with pytest.raises(NotFound):
            await labels(here.store, world.ana, world.talk.id)
        with pytest.raises(RoleLacks):
            await examples(here.store, world.ben, here.where)
        _, silent = await here.writing(name="Zoë")
        found = await labels(here.store, world.ben, silent)
        assert found.need.message_id is None
        with pytest.raises(InvalidInput):
            await correct_labels(here.store, world.ben, silent, LabelsWanted(sentiment="neutral"))

    run(story)


def test_nothing_is_learnt_from_a_text_that_is_erased(run):
    async def story(world):
        here, talk, message = await judged(world)
        await correct_labels(here.store, world.ben, talk, LabelsWanted(sentiment="neutral"))
        later = message.posted_at + timedelta(days=800)
        await erase_old(here.store, later, 30)
        assert (await examples(here.store, world.ana, here.where)).items == ()
        assert [one async for one in all_examples(here.store, here.where)] == []
        with pytest.raises(NotFound):
            await anext(all_examples(here.store, world.ana))

    run(story)


def test_needs_are_the_topics_that_are_predicted():
    from nlp.tasks.topic.topics import read_mapped

    assert set(NEEDS) == set(read_mapped())
    assert set(SENTIMENTS) == {"positive", "neutral", "negative"}
