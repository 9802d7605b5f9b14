"""Tokens of all languages through engines that do their worst: no model is needed for this."""

import random
import re

import pytest

from nlp.engines.alphabet import EVERYTHING, Alphabet
from nlp.engines.base import Edge, Rendering
from nlp.evaluation.chat_cases import LANGUAGES, cases
from nlp.evaluation.chat_checks import broken
from nlp.tasks.translation.protect.placeholders import intact, mask, unmask
from nlp.tasks.translation.translator import Ask, Translator
from wire.contracts.settings import Settings

WORD = re.compile(r"\S+")
PLACEHOLDER = re.compile(r"\b([A-Z]{2})(\d)\b")


class Adversary:
    """Turns every text into another of the same length or so; always the same for the same text."""

    name = "adversary"

    def __init__(self, harm) -> None:
        self.harm = harm

    def edges(self) -> tuple[Edge, ...]:
        return tuple(
            Edge(source=one, target="xx", engine=self.name, model="m", quality=50, cost=0.1)
            for one in LANGUAGES
        )

    def alphabet(self, source, target) -> Alphabet:
        return EVERYTHING

    def translate(self, source, target, texts) -> list[Rendering]:
        return [
            Rendering(text=self.harm(text, random.Random(text)), engine=self.name, model="m")
            for text in texts
        ]

    def close(self) -> None:
        """Nothing to close."""


def shuffles(text: str, chance: random.Random) -> str:
    words = text.split(" ")
    chance.shuffle(words)
    return " ".join(words)


def swaps_case(text: str, chance: random.Random) -> str:
    return "".join(one.swapcase() if chance.random() < 0.5 else one for one in text)


def parts_placeholders(text: str, chance: random.Random) -> str:
    return PLACEHOLDER.sub(r"\1 \2", text)


def drops_one(text: str, chance: random.Random) -> str:
    found = list(PLACEHOLDER.finditer(text))
    gone = chance.choice(found) if found else None
    return text[: gone.start()] + text[gone.end() :] if gone else text


def doubles_one(text: str, chance: random.Random) -> str:
    return PLACEHOLDER.sub(r"\g<0> \g<0>", text, count=1)


def spoils_digits(text: str, chance: random.Random) -> str:
    return re.sub(r"\d", lambda _: str(chance.randrange(10)), text)


def spaces_marks(text: str, chance: random.Random) -> str:
    return re.sub(r"([.,:;/@#$€%-])", r" \1 ", text)


def writes_anew(text: str, chance: random.Random) -> str:
    """Every word is another, every sign is gone."""
    return " ".join("".join(reversed(word)) for word in re.findall(r"[^\W_]+", text)) or "la"


HARMS = (
    shuffles, swaps_case, parts_placeholders, drops_one, doubles_one, spoils_digits, spaces_marks, writes_anew
)  # fmt: skip


ONE_IN = 3
"""Each harm is done to every third message, so that each message suffers two or three of them."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("harm", HARMS)
def test_no_engine_can_harm_what_is_protected(tmp_path, harm, language):
    translator = Translator([Adversary(harm)], Settings(home=tmp_path))
    found = cases(language)[HARMS.index(harm) % ONE_IN :: ONE_IN]
    done = translator.translate([Ask(case.text, language, "xx") for case in found])
    worse = [
        (wrong, case.text, one.text)
        for case, one in zip(found, done, strict=True)
        if (wrong := set(broken(case, one)) - {"cut"})
    ]
    assert worse == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_masks_come_off_as_they_were_put_on(language):
    for case in cases(language):
        masked = mask(case.text)
        assert unmask(masked, masked.text) == (case.text, frozenset()), case.text
        assert not any(part in masked.text for part in case.keep if is_hard(part)), masked.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_written_by_hand_to_be_kept_is_known_as_a_token(language):
    """A translation without it would be sent back: the list by hand and the rules agree."""
    missed = [
        (part, case.text)
        for case in cases(language)
        for part in case.keep
        if intact(case.text, case.text.replace(part, " "))
    ]
    assert missed == []


def is_hard(part: str) -> bool:
    return part.startswith(("@", "http", "www.", "`")) or part.endswith((".pdf", ".py", ".png"))
