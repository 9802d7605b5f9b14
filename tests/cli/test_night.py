"""The process that groups at night, with the real encoder; and that it ends with who asked it."""

import asyncio

import pytest

from service.cli import night
from service.cli.night import NightFailed, NightGrouper
from service.desk.painpoints.models import Row

SAID = {
    "order": ["Where is my order?", "When will my order arrive?", "My order has not come yet",
              "Where's my order now", "Is my order on its way?", "I wait for my order"],
    "password": ["I forgot my password", "How do I reset my password?", "My password does not work",
                 "Change my password please", "The password is wrong", "I need a new password"],
}  # fmt: skip
TEXTS = [text for some in SAID.values() for text in some] * 3


def rows(vectors, author="a"):
    return [
        Row(
            message_id=str(at), author_id=f"{author}{at}", vector=vector, language="en", sentiment=None,
            read=text, kept=(None, "en", None),
        )
        for at, (vector, text) in enumerate(zip(vectors, TEXTS, strict=True))
    ]  # fmt: skip


def test_it_groups_by_meaning_names_by_shared_words_and_knows_groups_again():
    async def story():
        asked, stop = NightGrouper(), asyncio.Event()
        vectors = await asked.vectors(TEXTS, stop)
        looked = rows(vectors)
        first = await asked.groups(looked, ["Wanda"], [], "en", stop)
        subjects = [next(word for word in SAID if word in text.casefold()) for text in TEXTS]
        inside = [
            {subjects[at] for at, of in enumerate(first.of) if of == one} for one in range(len(first.groups))
        ]
        assert inside and all(len(one) == 1 for one in inside)
        assert all(subject in one.words for one, [subject] in zip(first.groups, inside, strict=True))
        known = [(f"id-{at}", one.middle) for at, one in enumerate(first.groups)]
        again = await asked.groups(looked, ["Order"], known, "en", stop)
        assert [one.known for one in again.groups] == [id_ for id_, _ in known]
        assert not any("order" in one.words for one in again.groups), "somebody is called so"

    asyncio.run(story())


def test_it_ends_when_it_is_told_to_and_says_that_it_failed(monkeypatch):
    async def story():
        stop = asyncio.Event()
        stop.set()
        assert await NightGrouper().vectors(TEXTS, stop) is None
        monkeypatch.setattr(night, "MODULE", "nlp.no_such_module")
        with pytest.raises(NightFailed):
            await NightGrouper().vectors(TEXTS, asyncio.Event())

    asyncio.run(story())
