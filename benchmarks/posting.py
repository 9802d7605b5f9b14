"""What words, a memory and answers cost a message that is posted: a bare and a full store, in turns.

Full: 500 words in each of the four scopes, 500 corrections and 300 answers. Prints one JSON line: median CPU
milliseconds of `post_message`, and of what the relay then attaches, bare and full. CPU time, all threads of
the process: neighbours disturb it less than the clock.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from service.enrichment.attach_context import attach_context
from service.identity.accounts import sign_up
from service.knowledge.canned import Text, bring_canned_of_installation
from service.knowledge.glossary import Entry, bring_words, bring_words_of_installation
from service.knowledge.memory import Pair, bring_pairs
from service.knowledge.own_answers import Said, learn
from service.messaging.conversations import open_conversation
from service.messaging.messages import post_message
from service.store import Store, outbox
from wire.contracts.ids import new_id
from wire.contracts.settings import Settings

WORDS, CORRECTIONS, ANSWERS = 500, 500, 300
TEXT = (
    "Good morning! Is the teapot number {number} in the shop on Monday? I would like to come and look at it."
)


class Side:
    """One store with one conversation."""

    def __init__(self, store: Store, settings: Settings, author: str, reader: str, talk: str) -> None:
        self.store, self.settings = store, settings
        self.author, self.reader, self.talk = author, reader, talk
        self.posted: list[float] = []
        self.attached: list[float] = []

    @classmethod
    async def open(cls, folder: Path) -> Side:
        """A fresh store with two people who talk."""
        settings = Settings(home=folder)
        store = await Store.open(settings)
        people = [
            (await sign_up(store, handle=name, name=name, password="long enough", language=spoken)).person.id
            for name, spoken in (("ben", "en"), ("ana", "pt"))
        ]
        talk, _ = await open_conversation(store, people[0], "ana")
        await open_conversation(store, people[1], "ben")
        return cls(store, settings, *people, talk.id)

    async def fill(self) -> None:
        """As much as people may keep. Some of it holds for the messages that are posted."""
        words = [(n, Entry(source=f"teapot number {n}", target=f"bule {n}")) for n in range(WORDS)]
        for who, talk in ((self.author, self.talk), (self.author, None), (self.reader, None)):
            await bring_words(self.store, who, words, talk)
        await bring_words_of_installation(self.store, words)
        pairs = [
            Pair(source=f"Good morning! Sentence {n}.", target=f"Bom dia! Frase {n}.",
                 source_language="en", target_language="pt")
            for n in range(CORRECTIONS)
        ]  # fmt: skip
        await bring_pairs(self.store, enumerate(pairs))
        texts = [Text(shortcut=f"a{n}", language="pt", text=f"Resposta pronta {n}.") for n in range(ANSWERS)]
        await bring_canned_of_installation(self.store, enumerate(texts))
        await self._answer()

    async def _answer(self) -> None:
        said = []
        for n in range(ANSWERS):
            for who, text in ((self.author, f"Question {n}?"), (self.reader, f"Minha resposta {_word(n)}.")):
                posted = await self._post(who, text)
            said.append(
                Said(
                    message_id=posted,
                    author_id=self.reader,
                    language="pt",
                    text=f"Minha resposta {_word(n)}.",
                )
            )
        async with self.store.writing() as connection:
            await learn(connection, said)

    async def post(self, number: int) -> None:
        """One message, timed: posted, and on its way."""
        began = time.process_time()
        await self._post(self.author, TEXT.format(number=number % WORDS))
        posted = time.process_time()
        async with self.store.reading() as connection:
            rows = await outbox.oldest(connection, 1000)
            looked = time.process_time()
            await attach_context(connection, rows[-1:])
        self.posted.append((posted - began) * 1000)
        self.attached.append((time.process_time() - looked) * 1000)
        async with self.store.writing() as connection:
            await outbox.remove(connection, rows)

    async def _post(self, who: str, text: str) -> str:
        posted = await post_message(self.store, self.settings, who, self.talk, text=text, client_id=new_id())
        return posted.mine.id


def _word(number: int) -> str:
    """A number in letters: texts with many digits are not remembered."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number)) + "o"


async def main(count: int) -> None:
    """Post `count` messages on either side, in turns."""
    with tempfile.TemporaryDirectory() as folder:
        bare, full = [await Side.open(Path(folder) / name) for name in ("bare", "full")]
        await full.fill()
        for number in range(count):
            for side in (bare, full) if number % 2 else (full, bare):
                await side.post(number)
        for side in (bare, full):
            await side.store.close()
    found = {
        f"{what}_{name}_ms": round(median(getattr(side, what)), 3)
        for name, side in (("bare", bare), ("full", full))
        for what in ("posted", "attached")
    }
    print(json.dumps(found))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 500))
