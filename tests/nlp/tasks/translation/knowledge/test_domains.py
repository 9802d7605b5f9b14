"""Words of a trade: nouns only, for organisations only, after what they settled themselves."""

from itertools import permutations

import pytest

from nlp.tasks.translation.knowledge.domains import _data, terms_of
from nlp.tasks.translation.translator import Ask, build_translator
from wire.contracts.errors import SettingsError
from wire.contracts.events import Term
from wire.contracts.setting_values import DOMAINS
from wire.contracts.settings import Settings


def words(text, source="en", target="pt", domains=("shop",)):
    return [(term.source, term.target) for term in terms_of(domains, source, target, text)]


def test_a_noun_of_the_trade_is_found_in_either_number():
    assert words("Where is my order? And the other orders?") == [("order", "pedido")]
    assert words("Where are my orders?") == [("orders", "pedidos")]
    assert words("¿Dónde está mi pedido?", "es", "en") == [("pedido", "order")]
    assert words("Paguei a conta", "pt", "en") == []
    assert words("This is the account") == [("account", "conta")]
    assert words("L'abonnement est cher", "fr", "en") == [("abonnement", "subscription")]


@pytest.mark.parametrize(
    "text",
    [
        "I want to order a cake",
        "in order to pay",
        "It was an order to attack",
        "My order is here, can I order more?",
        "The orderly room",
        "We store the pre-order",
    ],
)
def test_where_it_may_be_no_noun_it_is_left_alone(text):
    assert words(text) == []


def test_every_row_has_as_many_forms_in_each_language_and_a_table_for_every_domain():
    assert set(_data()) == set(DOMAINS)
    for domain in _data().values():
        for row in domain["words"]:
            assert {"en", "pt", "es", "fr", "it", "ca"} == set(row) - {"from"}
            assert len({forms.count("|") for code, forms in row.items() if code != "from"}) == 1, row
    for pair in permutations(("en", "pt", "es", "fr", "it", "ca"), 2):
        terms_of(DOMAINS, *pair, "")


def test_settings_name_domains_that_are_there():
    assert Settings.load({}).domains == ("shop",)
    assert Settings.load({"DUOLOGUE_DOMAINS": ""}).domains == ()
    assert Settings.load({"DUOLOGUE_DOMAINS": "clinic, lesson"}).domains == ("clinic", "lesson")
    with pytest.raises(SettingsError, match="there are shop, clinic, lesson"):
        Settings.load({"DUOLOGUE_DOMAINS": "bakery"})


def test_an_organisation_has_them_and_its_own_lines_go_before(tmp_path):
    text = "I like my order."
    theirs = (Term(source="order", target="encomenda"),)
    asks = [Ask(text, "en", "pt", organisation="o"), Ask(text, "en", "pt", theirs, organisation="o")]
    translator = build_translator(Settings(home=tmp_path))
    first, second = (one.text for one in translator.translate(asks))
    translator.close()
    assert "pedido" in first
    assert "encomenda" in second and "pedido" not in second
