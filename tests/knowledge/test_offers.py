"""Words that tell: names and terms of articles, what corrections have in common, how translations fared."""

import msgspec

from service.knowledge.offers.articles import Text, telling
from service.knowledge.offers.choosing import Settled, chosen
from service.knowledge.offers.corrections import Corrected, learned
from service.knowledge.offers.evidence import Translated, met


def told(text, language="en"):
    found = telling([Text(title="A", language=language, text=text)])
    return {one.text for one in found if one.name}, {one.text for one in found if not one.name}


def test_a_name_has_a_capital_within_sentences_and_is_no_word_of_every_day():
    text = (
        "We ship to Portugal on Monday. Ask for the Nordlicht lamp. The Nordlicht is ours. Send it to "
        "Portugal. On Monday we rest. Please wait. The order: Order now, order soon. An XR-20 fits. "
        "Take the XR-20."
    )
    assert told(text)[0] == {"Nordlicht", "XR-20"}
    german = "Die Lampe ist neu. Eine Lampe ist alt. Unser ProBlend mixt. Jeder ProBlend mixt."
    assert told(german, "de")[0] == {"ProBlend"}, "there every noun has a capital"


def test_a_term_recurs_and_stands_for_itself():
    text = (
        "Use the return label here. A return label is free. Print your return label, then label it. "
        "See https://example.org/gift/card and gift@card.example. It is, as it is, what it is."
    )
    assert told(text)[1] == {"return label"}
    assert told("Voucher. " * 3)[1] == set(), "a single word has to come more often"
    assert told("The voucher. " * 4)[1] == {"voucher"}
    assert told("")[1] == set()


def corrected(source, was, target):
    return Corrected(source=source, was=was, target=target, source_language="en-GB")


def test_what_corrections_share_is_learned_where_it_is_one_thing():
    both = [
        corrected("Your order is late.", "Sua ordem está atrasada.", "Sua encomenda está atrasada."),
        corrected("Where is the order?", "Onde está a ordem?", "Onde está a encomenda?"),
    ]
    [found] = learned(both)
    assert (found.source, found.target, found.language, found.count) == ("order", "encomenda", "en", 2)
    assert learned(both[:1]) == [], "of one nobody knows which word it was"
    assert learned([both[0], both[0]]) == [], "nor of the same again"
    [alone] = learned([corrected("gift card", "carta de dom", "cartão-presente")])
    assert (alone.source, alone.target) == ("gift card", "cartão-presente")
    rewritten = [corrected("Fine order, thanks", "a b c d e", "v w x y z"), corrected("order", "a b c d", "")]
    assert learned(rewritten) == []


def test_long_texts_are_not_read_to_their_end():
    for filling in ("word " * 60, "x" * 600 + ". "):
        long = corrected(f"{filling}gift card", "carta de dom", "cartão-presente")
        assert learned([long, msgspec.structs.replace(long, source=f"{filling}a gift card")]) == []
    late = Translated(text=f"{'x. ' * 400}gift card", language="en", became="gift card", confidence=0.9)
    assert met(frozenset(["gift card"]), "en", [late]) == {}


def test_the_strongest_reason_comes_first_and_what_is_settled_does_not():
    terms = telling([Text(title="A", language="en", text="A gift card. The gift card. One gift card.")])

    def said(became, confidence):
        return Translated(text="My gift card?", language="en", became=became, confidence=confidence)

    def why(translated, settled=()):
        return [(one.why, one.count) for one in chosen(terms, [], translated, settled)]

    assert why([]) == [("term", 3)]
    assert why([said("Meu gift card?", 0.9)] * 2) == [("untranslated", 2)]
    assert why([said("Meu cartão?", 0.3)] * 2) == [("unsure", 2)]
    assert why([said("Meu cartão?", 0.3), said("Meu cartão?", 0.9)]) == [("term", 3)]
    for language, left in (("", []), ("en", []), ("de", [("term", 3)])):
        assert why([], [Settled(key="gift card", language=language)]) == left
