"""A noun before a code is read as a noun."""

import pytest

from nlp.tasks.translation.protect.placeholders import mask
from nlp.tasks.translation.surface.labels import labelled, opened, without_article
from nlp.tasks.translation.translator import Ask


@pytest.mark.parametrize(
    ("language", "text", "read"),
    [
        ("en", "order #A-4471", "the order XQ1"),
        ("en", "Order #A-4471 has shipped.", "The order XQ1 has shipped."),
        ("en", "Hi, request #A-12 is open", "Hi, the request XQ1 is open"),
        ("en", "Where is order {{order.id}}?", "Where is the order XQ1?"),
        ("en", "my order #A-4471", "my order XQ1"),
        ("en", "purchase order #A-4471", "purchase order XQ1"),
        ("en", "please order #A-4471 for me", "please order XQ1 for me"),
        ("en", "order @ana", "order XQ1"),
        ("en", "order two of them", "order two of them"),
        ("pt", "compra #A-12 atrasada", "a compra XQ1 atrasada"),
        ("es", "pago #A-12", "el pago XQ1"),
        ("fr", "commande #A-12", "commande XQ1"),
    ],
)
def test_an_article_says_that_it_is_a_noun(language, text, read):
    masked = mask(text)
    assert labelled(language, masked) == read
    assert opened(language, masked) == (read.split()[0] != masked.text.split()[0])


def test_the_article_is_taken_out_again():
    assert without_article("O pedido XQ1") == "pedido XQ1" and without_article("l'ordre XQ1") == "ordre XQ1"
    assert without_article("ordem XQ1") == "ordem XQ1"


@pytest.mark.parametrize(
    ("pair", "text", "verb"),
    [
        ("en>pt", "order #A-4471", "encomend"),
        ("en>pt", "request #A-12 pending", "solicitar"),
        ("en>pt", "charge #A-12 failed", "carregar"),
        ("pt>en", "compra #A-12 atrasada", "buy"),
        ("en>ca", "Please check order #A-4471", "escac"),
    ],
)
def test_no_engine_of_this_machine_reads_a_verb(translator, pair, text, verb):
    source, target = pair.split(">")
    if (source, target) not in translator.pairs():
        pytest.skip(f"no engine here does {pair}")
    [done] = translator.translate([Ask(text, source, target)])
    assert done.text is not None and verb not in done.text.casefold() and "#A-" in done.text
