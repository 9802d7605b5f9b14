"""Keys: what counts as the same word or segment, in scripts of all kinds; and what looks like a secret."""

import pytest

from service.knowledge.keys import fold, occurs, segment_key, segment_keys, sentences
from service.knowledge.secrets import has_secret
from service.knowledge.segments import Segment, numbers_differ, segments_of
from wire.contracts.languages import with_script


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Tudo bem?", "  tudo   BEM! 😊"),
        ("- Oi", "oi"),
        ("Cafe\u0301 já", "café já."),
        ("It’s fine", "it's fine"),
        ("東京です。", "東京 です"),
    ],
)
def test_the_same_segment_however_it_is_written(one, two):
    assert segment_key(one) == segment_key(two) != ""


def test_other_segments_have_other_keys_and_what_has_no_words_has_none():
    assert len({segment_key(one) for one in ("sim", "não", "sim sim", "simsim")}) == 4
    assert segment_key("👍 !?") == "" and segment_keys("👍") == []


def test_sentences_and_runs_of_them_are_looked_up():
    text = "Oi! Tudo bem? São 3.5 kg.\nAté já"
    assert sentences(text) == ["Oi!", "Tudo bem?", "São 3.5 kg.", "Até já"]
    keys = segment_keys(text)
    assert keys[0] == segment_key(text) and len(keys) == 10
    for part in ("Oi", "Tudo bem", "Oi, tudo bem", "tudo bem são 3.5 kg", "até já"):
        assert segment_key(part) in keys
    assert segment_key("bem são") not in keys
    assert sentences("你好。谢谢！再见") == ["你好。", "谢谢！", "再见"]
    assert len(segment_keys("a. " * 5000)) < 1000


@pytest.mark.parametrize(
    ("term", "text", "stands"),
    [
        ("duo", "o Duo, claro", True),
        ("duo", "duologue", False),
        ("duo", "oduo", False),
        ("c++", "em C++?", True),
        (".net", "com .NET", True),
        ("line", "私はLINEを使う", True),
        ("서울", "서울에서", True),
        ("บาท", "ร้อยบาทถ้วน", True),
        ("casa nova", "a Casa\n  Nova", True),
        ("casa nova", "casa, nova", False),
    ],
)
def test_whole_words_where_the_script_has_words(term, text, stands):
    assert occurs(fold(term), fold(text)) is stands


def test_languages_without_their_region():
    tags = ("pt", "pt-BR", "PT", "zh-Hant-TW", "zh-Hant", "zh", "sr-Latn", "es-419")
    assert [with_script(tag) for tag in tags] == [
        "pt",
        "pt",
        "pt",
        "zh-hant",
        "zh-hant",
        "zh",
        "sr-latn",
        "es",
    ]


def test_sentences_are_paired_only_where_that_is_sure():
    def pairs(source, target, was=None):
        return [(one.source, one.target) for one in segments_of(Segment(source, target), was)]

    assert pairs("Oi. Tudo bem?", "Hi. All well?") == [("Oi.", "Hi."), ("Tudo bem?", "All well?")]
    assert pairs("Oi. Tudo bem?", "Hi. All well?", "Hi. All good?") == [("Tudo bem?", "All well?")]
    assert pairs("Oi. Tudo bem?", "Hi, all well?") == []
    assert pairs("Tudo bem?", "All well?") == []
    assert (
        pairs(
            "Oi. Obrigado por tudo o que fez ontem à tarde.",
            "Thanks for all you did yesterday afternoon. Hi.",
        )
        == []
    )


def test_numbers():
    same = [
        ("R$ 1.250,50", "R$ 1,250.50"),
        ("às 10h30", "at 10:30"),
        ("٣ كتب", "3 books"),
        ("às 18", "at 18:00"),
    ]
    assert not any(numbers_differ(*pair) for pair in same)
    assert all(numbers_differ(*pair) for pair in [("12", "21"), ("3", ""), ("às 18", "at 6 pm")])


@pytest.mark.parametrize(
    "text",
    [
        "We open at nine and close at six.",
        "Sim, entregamos em toda a cidade.",
        "La talla M cuesta 15 euros.",
        "Das ist leider ausverkauft, e.g. im Mai.",
        "C'est dans 3 jours, vers 10 h.",
        "はい、明日の午後に届きます。",
        "نعم، نفتح في التاسعة.",
        "OBRIGADO! ATÉ AMANHÃ",
    ],
)
def test_ordinary_answers_are_no_secrets(text):
    assert not has_secret(text)
