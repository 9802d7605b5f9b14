"""Whatever is done to a whole text takes as long as the text is long, and no longer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from nlp.autocomplete.text import place
from nlp.autocomplete.text import sentences as typed
from nlp.engines.apertium import engine as apertium
from nlp.engines.apertium.repairs import repaired
from nlp.engines.hub import pieces
from nlp.engines.sentences import sentences
from nlp.tasks.language.names import without_foreign, without_names
from nlp.tasks.language.script import plain, without_strangers, wordless
from nlp.tasks.translation.clauses import through
from nlp.tasks.translation.confidence.judge import Evidence, _features
from nlp.tasks.translation.integrity import faults
from nlp.tasks.translation.knowledge.glossary import bind, find, release, stand_ins
from nlp.tasks.translation.knowledge.memory import recall
from nlp.tasks.translation.layout.code import code_lines
from nlp.tasks.translation.layout.pieces import is_spoken, lay_out
from nlp.tasks.translation.layout.stretches import stretches
from nlp.tasks.translation.marks.names import names_lost, names_of
from nlp.tasks.translation.marks.negation import lost_negations
from nlp.tasks.translation.marks.numbers import numbers_lost
from nlp.tasks.translation.protect.emojis import emojis
from nlp.tasks.translation.protect.placeholders import mask
from nlp.tasks.translation.protect.tokens import is_face, tokens
from nlp.tasks.translation.routes.walk import Outcome
from nlp.tasks.translation.stages.prepare import prepared
from nlp.tasks.translation.surface.labels import labelled
from nlp.tasks.translation.surface.loops import loops, without_glosses
from nlp.tasks.translation.surface.phrasebook import phrasebook
from nlp.tasks.translation.surface.slang import plainly
from nlp.tasks.translation.surface.smoothing import smooth
from service.knowledge.keys import occurs, segment_keys
from service.knowledge.keys import sentences as segments
from service.knowledge.offers.articles import Text, telling
from service.knowledge.offers.corrections import Corrected, learned
from service.knowledge.secrets import has_secret
from service.knowledge.segments import numbers_differ
from tests.nlp.linear.growth import WORST, Work, growth, slowest
from tests.nlp.linear.hostile import Shape
from wire.contracts.events import Correction, Term
from wire.contracts.normal import normal

TERMS = (Term(source="x", target="yy"), Term(source="a b", target="c"), Term(source="7"), Term(source="é"))
CORRECTED = (Correction(source="Hello x.", target="Olá x.", source_language="en", target_language="pt"),)

UNITS = (
    *"aA7 .-_@`(!\n'é世😀√،)",
    *("x+", "x+x+x ", "x. ", "X. ", "No. ", "not ", "a.b", "a@b.c ", "@a ", "http://", "1 234 ", "12:30 "),
    *("Ana ", "Ana-", "«", "😀 x", "ha ", "hahaha, ", "Hello x. ", "Dr. ", "```", "- x\n", "(x) ", "и x "),
    *(
        "👨\u200d",
        "one two three four five, ",
        "1.234",
        ":)",
        "<a",
        "\\",
        "don't ",
        "A-1 ",
        "R$ 1",
        "½",
        "ÀB",
        "$1 ",
        "{{x}}",
    ),
    *(
        "{{",
        "{a,plural,{",
        "C:\\a ",
        "\\a",
        "::",
        "_a",
        "*a ",
        "~5 ",
        "--a-",
        "x ≤ ",
        "a=(",
        "1.x",
        "5x5x",
        "/a",
        "%a",
        "[a",
    ),
    *("é\u0301", "\u00ad", "order ", "order #A1 ", "q ", "Call Ana ", "  x\n", "f(", "H₂"),
)
SHAPES = [Shape(before, unit, after) for unit in UNITS for before, after in (("", ""), ("Hello… ", "!z"))]


def echo(texts: list[str]) -> list[Outcome]:
    return [Outcome(text) for text in texts]


def backwards(text: str) -> str:
    return " ".join(reversed(text.split(" ")))


def translated(text: str) -> str:
    """All around an engine that says again what it hears."""
    laid_out = prepared(text, TERMS, CORRECTED, ("en", "pt"), stand_ins(text))
    through(lambda batch: echo(list(batch)), "en", "pt", laid_out.spoken, laid_out.held)
    return release(laid_out.held, "".join(piece.text for piece in laid_out.pieces))


def each_clause(text: str) -> Iterator[object]:
    for piece in lay_out(text):
        yield smooth("en", piece.text)
        yield loops(piece.text, piece.text)
        yield phrasebook().opening("en", "pt", piece.text)


def evidence(text: str) -> object:
    made = backwards(text)
    one = Evidence(source="en", target="pt", text=text, translation=made, steps=1, quality=50.0)
    return _features(one, None, False)


WORKS: Mapping[str, Work] = {
    "tokens": tokens,
    "normal": normal,
    "without_foreign": lambda text: without_foreign(text, "en"),
    "without_strangers": lambda text: without_strangers(text, "en"),
    "without_names": lambda text: (without_names(text), without_names(text, doubted=True)),
    "plainly": lambda text: [plainly(language, text, False) for language in ("es", "fr")],
    "labelled": lambda text: labelled("en", mask(text)),
    "code_lines": lambda text: code_lines(text.split("\n")),
    "emojis": emojis,
    "is_face": is_face,
    "is_spoken": is_spoken,
    "lay_out": lay_out,
    "stretches": lambda text: list(stretches(text)),
    "clauses": lambda text: list(each_clause(text)),
    "names_of en": lambda text: names_of(text, "en"),
    "names_of de": lambda text: names_of(text, "de"),
    "names_lost": lambda text: names_lost(text, backwards(text), "en"),
    "numbers_lost": lambda text: numbers_lost(text, backwards(text)),
    "repaired": lambda text: repaired("en", text, backwards(text)),
    "lost_negations": lambda text: lost_negations("en", text, "pt", backwards(text)),
    "faults": lambda text: faults("en", text, "pt", backwards(text)),
    "find": lambda text: find(text, TERMS),
    "bind": lambda text: bind(text, TERMS, stand_ins(text)),
    "recall": lambda text: recall(text, CORRECTED, TERMS, "en", "pt"),
    "translated": translated,
    "evidence": evidence,
    "without_glosses": lambda text: without_glosses("", text),
    "detector plain": lambda text: (plain(text), wordless(text)),
    "typed": lambda text: (typed(text), place(text)),
    "sentences": lambda text: sentences(text, pieces._segments),
    "apertium": lambda text: apertium.plain(repaired(("es", "pt"), apertium.escaped(text), "[{}]".format)),
    "segment_keys": segment_keys,
    "segments": segments,
    "occurs": lambda text: occurs("x", text),
    "has_secret": has_secret,
    "numbers_differ": lambda text: numbers_differ(text, backwards(text)),
    "telling": lambda text: telling([Text(title="", language="en", text=text)]),
    "learned": lambda text: learned(
        [Corrected(source=text, was=text, target=backwards(text), source_language="en")]
    ),
}


@pytest.mark.parametrize("name", WORKS)
def test_a_function_is_linear_in_the_text(name):
    work = WORKS[name]
    texts = [shape(400) for shape in SHAPES]
    for index in slowest(work, texts, 4):
        assert growth(work, SHAPES[index], 1500) < WORST, SHAPES[index]


def test_a_function_that_is_not_would_be_found():
    def removed_one_by_one(text: str) -> str:
        while text:
            text = "".join(list(text)[1:])
        return text

    assert growth(removed_one_by_one, Shape("", "x", ""), 1500) > WORST
