"""Engine `apertium` where Debian's packages are installed; its way with the stream everywhere."""

import os
import signal
import time
from pathlib import Path

import pytest

from nlp.engines.apertium.engine import ApertiumEngine, escaped, installed, plain
from nlp.engines.apertium.part import Part
from nlp.errors import EngineMissing

STRANGE = "hola ^ $ / [x] {y} @ \\ < > # * fin"


@pytest.fixture(scope="module")
def engine():
    engine = ApertiumEngine()
    if ("es", "pt") not in {(edge.source, edge.target) for edge in engine.edges()}:
        pytest.skip("apertium-es-pt is not installed")
    yield engine
    engine.close()


@pytest.mark.parametrize(
    ("said", "done"),
    [
        ("La cita es mañana.", "A consulta é amanhã."),
        ("Confirmo la cita.", "Confirmo a consulta."),
        ("Las compras llegan hoy.", "As compras chegam hoje."),
        ("La factura está lista.", "A fatura está lista."),
        ("La compró ayer.", "Comprou-a ontem."),
    ],
)
def test_an_article_before_a_noun_that_may_be_a_verb_is_none_that_stands_for_a_thing(engine, said, done):
    assert engine.translate("es", "pt", [said])[0].text == done


def test_special_characters_go_through_the_stream_and_back():
    assert plain(escaped(STRANGE)) == (STRANGE, 0)


def test_marks_of_unknown_words_come_off_and_are_counted():
    assert plain("O *blorfinador é #bom e @mau, *XQ1 e a*b [*]c\\*d.[]") == (
        "O blorfinador é bom e mau, XQ1 e ab *c*d",
        4,
    )


def test_without_modes_there_are_no_edges(tmp_path):
    engine = ApertiumEngine(tmp_path / "nowhere")
    assert engine.edges() == ()
    with pytest.raises(EngineMissing, match="Debian"):
        engine.translate("es", "pt", ["hola"])


def test_variants_are_not_taken_for_languages(tmp_path):
    for mode in ("spa-eng", "spa-eng_US", "eco-es-fr", "es-pt_BR", "README"):
        (tmp_path / f"{mode}.mode").touch()
    expected = {("es", "en")} if installed() else set()
    assert {(edge.source, edge.target) for edge in ApertiumEngine(tmp_path).edges()} == expected


def test_it_translates_and_counts_what_it_does_not_know(engine):
    known, unknown = engine.translate("es", "pt", ["La casa es azul.", "El blorfinador es bueno"])
    assert (known.text, known.words, known.unknown) == ("A casa é azul.", 4, 0)
    assert (unknown.text, unknown.unknown) == ("O blorfinador é bom", 1)
    assert known.model == "es-pt"


def test_words_of_chat_that_it_lacks_are_put_right(engine):
    texts = ["Te llamo mañana a las 10", "Mañana por la mañana", "qué gracioso"]
    done = [one.text for one in engine.translate("es", "pt", texts)]
    assert "amanhã às 10" in done[0]
    assert done[1] == "Amanhã pela manhã"
    assert "engraçado" in done[2]


def test_lines_blanks_emoji_and_odd_characters_stay(engine):
    (done,) = engine.translate("es", "pt", [f"  La casa 🎉\n\n{STRANGE}\t"])
    first, second, third = done.text.split("\n")
    assert first == "  A casa 🎉"
    assert second == ""
    for mark in ("^", "$", "/", "[x]", "{", "@", "\\", "<", ">", "#", "*"):
        assert mark in third
    assert third.endswith("\t")


def test_nothing_gives_nothing(engine):
    assert [one.text for one in engine.translate("es", "pt", ["", "\n"])] == ["", "\n"]


def test_a_long_message_comes_back_whole(engine):
    (done,) = engine.translate("es", "pt", ["casa azul " * 1200])
    assert done.text.count("azul") == 1200


def test_a_text_comes_out_the_same_whatever_was_said_before(engine):
    """A tagger reads "nada" otherwise once "cierto" was a class of words that it had not been trained on."""
    if ("es", "fr") not in {(edge.source, edge.target) for edge in engine.edges()}:
        pytest.skip("apertium-fr-es is not installed")
    text = "Tomás no mencionó a María para nada."
    first, _, again = engine.translate("es", "fr", [text, "El rumor no es cierto.", text])
    assert first.text == again.text


def test_what_a_program_says_aside_is_heard_and_does_not_fill_its_pipe():
    aside = "head -c 200000 /dev/zero | tr '\\0' x >&2; echo 'A new ambiguity class was found' >&2"
    part = Part("loud", f"while read -r -d '' text; do {aside}; printf '%s\\0' \"$text\"; done", 0)
    try:
        assert not part.changed
        assert part.ask(b"hola", time.monotonic() + 60, 60) == b"hola"
        assert part.changed
    finally:
        part.kill()


def test_french_and_italian_targets_are_rough(engine):
    for edge in engine.edges():
        assert edge.rough == (edge.target in ("fr", "it"))


def pipelines() -> set[int]:
    """Process groups that this process leads to: one per open pipeline."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            _, parent, group = stat.read_text().rpartition(") ")[2].split()[:3]
        except OSError:
            continue
        if int(parent) == os.getpid() and group == stat.parent.name:
            found.add(int(group))
    return found


@pytest.fixture
def own(engine):
    """An engine with one pipeline, and the process group of that."""
    before = pipelines()
    own = ApertiumEngine(seconds=3.0)
    own.translate("es", "pt", ["hola"])
    (group,) = pipelines() - before
    yield own, group
    own.close()
    assert pipelines() == before


def test_a_pipeline_that_died_is_started_again(own):
    own, group = own
    os.killpg(group, signal.SIGKILL)
    first, second = own.translate("es", "pt", ["La casa", "La casa"])
    assert first.text is None and "has ended" in first.problem
    assert second.text == "A casa"


def test_a_pipeline_that_stalls_is_ended_after_the_time_allowed(own):
    own, group = own
    os.killpg(group, signal.SIGSTOP)
    (stalled,) = own.translate("es", "pt", ["hola"])
    assert stalled.text is None and "did not answer" in stalled.problem
    assert group not in pipelines()
    assert own.translate("es", "pt", ["La casa"])[0].text == "A casa"


def test_closing_twice_is_closing_once(own):
    own, group = own
    own.close()
    own.close()
    assert group not in pipelines()
