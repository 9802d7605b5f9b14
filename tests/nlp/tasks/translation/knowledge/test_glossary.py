"""Glossary lines are honoured by every engine, wherever they stand."""

import re

import pytest

from nlp.tasks.translation.knowledge.glossary import find, for_pair
from nlp.tasks.translation.translator import Ask
from tests.nlp.tasks.translation.knowledge.glossary_cases import cases, due
from tests.nlp.tasks.translation.test_translator import clumsy, no_digits
from wire.contracts.events import Term

ROUTES = [("en", "pt"), ("pt", "en"), ("es", "pt"), ("fr", "pt"), ("en", "es"), ("es", "en"), ("en", "fr")]
ADDRESS = re.compile(r"https?://\S+?(?=,|$|\s)|\S+@\S+\.example")


def line(source, target=None, **languages):
    return Term(source=source, target=target, **languages)


def shown(text, *terms):
    return [text[span.start : span.end] for span in find(text, terms)]


def translated(translator, text, terms, source="en", target="pt"):
    (done,) = translator.translate([Ask(text, source, target, tuple(terms))])
    return done


@pytest.mark.parametrize(("source", "target"), ROUTES)
def test_every_line_is_honoured(spanish, source, target):
    wanted = cases(source)
    assert len(wanted) >= 40
    done = spanish.translate([Ask(text, source, target, (term,)) for text, term, _ in wanted])
    broken = [
        (text, due(text, term), one.text)
        for (text, term, times), one in zip(wanted, done, strict=True)
        if one.status != "not_needed" and (one.text or "").count(due(text, term)) < times
    ]
    assert not broken
    kept = [text for (text, term, _), one in zip(wanted, done, strict=True) if one.status == "not_needed"]
    assert all(text in {term.source for _, term, _ in wanted if term.target is None} for text in kept)


@pytest.mark.parametrize(("source", "target"), ROUTES[:4])
def test_addresses_are_not_looked_into(spanish, source, target):
    for text, term, _ in cases(source):
        for address in ADDRESS.findall(text):
            assert address in translated(spanish, text, [term], source, target).text


@pytest.mark.parametrize("source", ["en", "pt", "es", "fr"])
def test_also_by_an_engine_that_spoils_every_placeholder(tmp_path, source):
    def spoils(text: str) -> str:
        return no_digits(text).lower().replace("acme", "").replace("o", "")

    translator, _ = clumsy(tmp_path, spoils)
    for text, term, times in cases(source):
        done = translated(translator, text, [term], "en", "xx")
        if done.status != "not_needed":
            assert done.text.count(due(text, term)) >= times, done.text


def test_words_are_whole_and_capitals_do_not_matter():
    assert shown("ACME, acme's Acmes xAcme acme_x Acme2 acme-like", line("Acme")) == ["ACME", "acme", "acme"]
    assert shown("don't, Don", line("don")) == ["Don"]
    assert shown("Die STRASSE, straße", line("Straße")) == ["STRASSE", "straße"]
    assert shown("cafe\u0301 and CAFÉ, cafe", line("café")) == ["cafe\u0301", "CAFÉ"]
    assert shown("gift \n card", line("gift card")) == ["gift \n card"]
    assert shown("C++ and .NET!", line("C++"), line(".net")) == ["C++", ".NET"]


def test_scripts_without_blanks_are_searched_within():
    assert shown("私はアクメを買う", line("アクメ")) == ["アクメ"]
    assert shown("我想买苹果手机，苹果好", line("苹果")) == ["苹果", "苹果"]
    assert shown("애크미는 좋다", line("애크미")) == ["애크미"]
    assert shown("Acmeを買う", line("acme")) == ["Acme"]
    assert shown("ฉันชอบแอปเปิลมาก", line("แอปเปิล")) == ["แอปเปิล"]


def test_the_longest_wins_and_of_equals_the_first():
    lines = [line("Acme", "A"), line("Acme Cloud", "B"), line("acme", "C")]
    assert [span.term.target for span in find("Acme Cloud and Acme", lines)] == ["B", "A"]


def test_links_addresses_handles_and_codes_are_closed():
    text = "acme.com https://acme.io/acme acme@acme.com @acme #acme `acme` ACME-200"
    assert shown(text, line("acme")) == []
    assert shown("write to acme@acme.com", line("acme@acme.com")) == ["acme@acme.com"]


def test_words_of_another_script_are_searched(translator):
    text = "I ordered it from Яндекс Маркет yesterday."
    assert shown(text, line("Маркет")) == ["Маркет"]
    assert "Yandex Маркет" in translated(translator, text, [line("Яндекс", "Yandex")]).text


def test_lines_of_other_languages_are_passed_by():
    lines = [line("a", source_language="en"), line("b", target_language="fr"), line("c"), line(" ")]
    assert [one.source for one in for_pair(lines, "en", "pt")] == ["a", "c"]
    assert [one.source for one in for_pair(lines, "pt", "fr")] == ["b", "c"]


def test_a_target_fits_into_its_sentence(translator):
    done = translated(translator, "Where is my order?", [line("order", "encomenda")])
    assert done.text == "Onde está a minha encomenda?"


def test_what_the_engine_says_anyway_costs_nothing(translator):
    plain = translated(translator, "I want to cancel the purchase of a book.", [])
    bound = translated(translator, "I want to cancel the purchase of a book.", [line("purchase", "compra")])
    assert bound.text == plain.text


def test_the_same_clause_with_two_glossaries_in_one_batch(translator):
    asks = [
        Ask("My order is late.", "en", "pt", (line("order", target),)) for target in ("encomenda", "compra")
    ]
    first, second = translator.translate(asks)
    assert "encomenda" in first.text and "compra" in second.text


def test_a_message_that_is_nothing_but_a_term(translator):
    done = translated(translator, "order", [line("order", "encomenda")])
    assert (done.status, done.text, done.engine, done.confidence) == ("done", "encomenda", "glossary", 1.0)
    assert translated(translator, "Acme", [line("Acme")]).status == "not_needed"


def test_a_change_of_the_glossary_is_seen_at_once(translator):
    text = "Is my refund ready?"
    assert "devolução" in translated(translator, text, [line("refund", "devolução")]).text
    assert "ressarcimento" in translated(translator, text, [line("refund", "ressarcimento")]).text
    assert "devolução" not in translated(translator, text, []).text


def test_private_use_signs_of_the_author_are_theirs(translator):
    text = "My order \U00100000 is late"
    done = translated(translator, text, [line("order", "encomenda")])
    assert "encomenda" in done.text and done.text.count("\U00100000") == 1


def test_backslashes_and_patterns_in_a_glossary_are_words(translator):
    done = translated(translator, "My order is late", [line("order", r"\1 (a|b)$")])
    assert r"\1 (a|b)$" in done.text
