"""What comes out is bounded by what goes in, and no engine gets more than a stretch at once."""

from itertools import pairwise, product

import pytest

from nlp.tasks.translation.layout.stretches import LONGEST, stretches
from nlp.tasks.translation.translator import Ask
from tests.nlp.tasks.translation.test_translator import clumsy
from wire.contracts.events import Correction, Term
from wire.contracts.sizes import longest_after

SWELLING, FITTING = Term(source="x", target="y" * 100), Term(source="tea", target="chá")


def same(text: str) -> str:
    return text


def done(translator, text, terms=(), memory=()):
    (made,) = translator.translate([Ask(text, "en", "xx", tuple(terms), tuple(memory))])
    assert made.status == "done"
    return made


@pytest.mark.parametrize("text", ["x " * 2500, "x, y. " * 800, "x+x+x " * 800, "x\n" * 2500, "tea x " * 600])
def test_terms_that_would_make_a_text_swell_are_left_out_and_named(tmp_path, text):
    translator, _ = clumsy(tmp_path, same)
    made = done(translator, text, [SWELLING, FITTING])
    assert len(made.text) <= longest_after(len(text))
    assert made.left_out == ("x",)
    assert made.text.count("chá") == text.count("tea")


def test_a_term_is_applied_where_there_is_room_for_it(tmp_path):
    translator, _ = clumsy(tmp_path, same)
    made = done(translator, "give me x and tea", [SWELLING, FITTING])
    assert (made.text, made.left_out) == (f"give me {'y' * 100} and chá", ())


def test_a_corrected_translation_makes_no_text_swell(tmp_path):
    translator, _ = clumsy(tmp_path, same)
    corrected = Correction(source="Ok.", target="o" * 900, source_language="en", target_language="xx")
    text = "Ok. " * 500
    made = done(translator, text, memory=[corrected])
    assert len(made.text) <= longest_after(len(text))
    assert made.text.startswith("o" * 900) and made.text.endswith("Ok. ")


@pytest.mark.parametrize("text", ["qwzx" * 1250, "Hello… " + "7" * 900, "a " + "+-" * 400 + " b"])
def test_a_run_without_an_end_is_carried_over(tmp_path, text):
    heard: list[str] = []
    translator, _ = clumsy(tmp_path, lambda one: heard.append(one) or one)
    made = translator.translate([Ask(text, "en", "xx")])[0]
    longest = max(text.split(), key=len)
    assert made.status == "not_needed" or longest in made.text
    assert not any(longest in one for one in heard)


WORDS = ["".join(letters) for letters in product("abcde", "iou", "lmnrs", "eo")]

PARAGRAPHS = {
    "sentences": "".join(f"We will come to your house in {one}. " for one in WORDS),
    "commas": "".join(f"one {one} and another, " for one in WORDS),
    "words": "".join(f"{one} " for one in WORDS),
    "han": "".join(f"我们{chr(0x4E00 + index)}天来你家" for index in range(600)),
}


@pytest.mark.parametrize("name", PARAGRAPHS)
def test_one_long_paragraph_is_many_pieces_of_work(tmp_path, name):
    heard: list[str] = []
    others: list[int] = []
    translator, _ = clumsy(tmp_path, lambda one: heard.append(one) or one)
    with translator.interrupted_by(lambda: others.append(len(heard))):
        made = done(translator, PARAGRAPHS[name])
    assert made.text == PARAGRAPHS[name]
    at_once = [heard[start:end] for start, end in pairwise([*others, len(heard)])]
    assert len(at_once) > 1 and [one for part in at_once for one in part] == heard
    assert max(sum(map(len, part)) for part in at_once) <= LONGEST + 1  # an end mark is added


@pytest.mark.parametrize(
    "line", [*PARAGRAPHS.values(), "x" * 1000, "one two " + "y" * 900 + " three " * 90, ""]
)
def test_stretches_are_the_line_again(line):
    parts = list(stretches(line))
    assert "".join(part for part, _ in parts) == line
    assert all(len(part) <= LONGEST for part, run in parts if not run)
    assert all(not part or " " not in part for part, run in parts if run)
