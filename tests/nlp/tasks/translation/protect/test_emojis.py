"""Emoji are found where the library finds them, though it gets to see next to nothing of a text."""

import random

import emoji

from nlp.tasks.translation.protect.emojis import emojis

AMONG = [
    "a",
    "é",
    " ",
    "1",
    "#",
    "*",
    "©",
    "™",
    "ção ",
    "漢",
    "“",
    "—",
    "\u200d",
    "\ufe0e",
    "\ufe0f",
    "\u20e3",
]
PARTS = ["\u20e3", "🏻", "🏽", "🇧", "🇷", "👩", "👍", "❤", "🏴", "\U000e0067", "\U000e007f"]


def by_library(text: str) -> list[tuple[int, int]]:
    found = emoji.emoji_list(text)
    return [(one["match_start"], one["match_end"]) for one in found if one["emoji"][0] not in "©®™"]


def test_every_emoji_is_found_alone_and_among_letters_and_digits():
    for one in emoji.EMOJI_DATA:
        for text in (one, f"a{one}é", f"1{one}2", f"{one}{one}"):
            assert emojis(text) == by_library(text), ascii(text)


def test_broken_and_joined_ones_are_found_as_the_library_finds_them():
    chance, every = random.Random(7), list(emoji.EMOJI_DATA)
    for _ in range(20_000):
        signs = [chance.choice(chance.choice([AMONG, PARTS, every])) for _ in range(chance.randint(1, 9))]
        text = "".join(signs)
        assert emojis(text) == by_library(text), ascii(text)


def test_plain_text_has_none():
    assert emojis("Não, às 9h — “já” 10 % # * 漢字") == []


def test_a_long_run_is_read_in_parts_and_nothing_is_cut_in_two():
    chance, every = random.Random(8), list(emoji.EMOJI_DATA)
    for _ in range(40):
        text = "".join(chance.choice(every) for _ in range(800))
        assert emojis(text) == by_library(text), ascii(text)
    assert len(emojis("🇧🇷" * 600)) == 600
