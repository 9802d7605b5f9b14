"""A noun before a code, "order #A-4471", which engines take for a verb: an article says what it is."""

from __future__ import annotations

import re
from functools import cache

from nlp.tasks.translation.protect.placeholders import Masked

_NOUNS = {
    "en": {
        "the": "order request charge claim return refund exchange check report ticket invoice booking case "
        "call transfer payment purchase quote bill shipment delivery file issue record note trade release"
    },
    "pt": {
        "a": "compra conta encomenda entrega troca venda fatura reserva nota consulta cobrança",
        "o": "pedido pagamento saque envio registro",
    },
    "es": {
        "la": "compra cuenta entrega venta factura reserva nota consulta",
        "el": "pedido pago cambio envío registro",
    },
}
_BEFORE = {
    "en": r"about|for|of|with|on|from|check|is|re|regarding|has",
    "pt": r"sobre|verificar?|cancelar?|rastrear?|ver?|pagar?|é|está|cadê",
    "es": r"sobre|verificar?|cancelar?|rastrear?|ver?|pagar?|es|está",
}
"""Words after which the noun has no article of its own, and is surely none of several: "purchase order"."""
_CODE = re.compile(r"[#№]?(?=[^\s]*\d)[\w/.-]+|\{.+\}|\$.+|%.+", re.S)
_ARTICLE = re.compile(r"^(?:(?:the|os?|as?|el|la|los|las|le|les|il|lo|gli|i|els)\s+|l['’])(?=\S)", re.I)


def labelled(source: str, masked: Masked) -> str:
    """The masked text with an article before nouns that stand before the placeholder of a code."""
    codes = [re.escape(put.strip()) for put, token in masked.held if _CODE.fullmatch(token)]
    if not codes or source not in _NOUNS:
        return masked.text
    return _pattern(source, "|".join(codes)).sub(lambda one: _with_article(source, one), masked.text)


def opened(source: str, masked: Masked) -> bool:
    """Whether `labelled` begins with an article that the text has not."""
    text = labelled(source, masked)
    return text != masked.text and text[:2].casefold() != masked.text[:2].casefold()


def without_article(rendered: str) -> str:
    """The translation of a text that got an article at its beginning, without one there."""
    return _ARTICLE.sub("", rendered)


def _with_article(source: str, one: re.Match[str]) -> str:
    noun = one["noun"]
    article = next(word for word, nouns in _NOUNS[source].items() if noun.casefold() in nouns.split())
    large = noun[:1].isupper() and not one["before"]
    return f"{one['before']}{article.capitalize() if large else article} {noun.lower() if large else noun}"


@cache
def _nouns(source: str) -> str:
    return "|".join(word for nouns in _NOUNS[source].values() for word in nouns.split())


def _pattern(source: str, codes: str) -> re.Pattern[str]:
    before = rf"(?P<before>^|[,;:.!?]\s|\b(?:{_BEFORE[source]})\s)"
    return re.compile(rf"{before}(?P<noun>{_nouns(source)})(?=\s(?:{codes})(?!\w))", re.I)
