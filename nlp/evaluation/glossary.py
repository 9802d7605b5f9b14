"""Glossary: whether every line is honoured, and what that costs a translation.

Lines of real support chats with words that people there translate in one way, and with names that they left
as they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from nlp.evaluation.translation import chrf
from nlp.measures.base import Cell, Options, Say, Table
from nlp.measures.sets import Lines, parallel, sample
from nlp.tasks.translation.knowledge.domains import terms_of
from nlp.tasks.translation.knowledge.glossary import find
from nlp.tasks.translation.translator import Ask, Translator, engines_of
from wire.contracts.events import Term

QUICK_LINES = 150

WORDS = {
    ("en", "pt"): (
        "order/pedido account/conta refund/reembolso delivery/entrega device/dispositivo book/livro "
        "app/aplicativo payment/pagamento card/cartão address/endereço team/equipe password/senha "
        "number/número issue/problema store/loja email/e-mail subscription/assinatura service/serviço "
        "customer/cliente phone/telefone code/código purchase/compra error/erro bag/sacola"
    ),
    ("en", "fr"): (
        "order/commande account/compte refund/remboursement delivery/livraison device/appareil book/livre "
        "app/application payment/paiement card/carte address/adresse team/équipe number/numéro "
        "issue/problème store/boutique email/e-mail subscription/abonnement service/service "
        "customer/client phone/téléphone code/code purchase/achat error/erreur package/colis"
    ),
}
"""What translators of these chats write for a word, where they do."""

NAME = re.compile(r"(?<=[^\W\d_] )[A-Z][\w-]{2,}")

COLUMNS = ("set", "pair", "terms", "lines", "honoured %", "chrF without", "chrF with")


class Case(msgspec.Struct, frozen=True):
    """A line, its translation by a person, and terms that this translation honours."""

    text: str
    reference: str
    terms: tuple[Term, ...]


def run(options: Options, say: Say) -> list[Table]:
    """Words with a target, and names that stay, per chat set and pair that can be translated here."""
    engines = [engine for engine in engines_of(options.settings) if options.engine in (None, engine.name)]
    translator = Translator(engines, options.settings)
    rows: list[tuple[Cell, ...]] = []
    try:
        for lines in parallel(options):
            pair = (lines.source, lines.target)
            if pair not in translator.pairs() or (options.pairs and pair not in options.pairs):
                continue
            for kind, cases in (
                ("words", _words(lines)),
                ("names that stay", _names(lines)),
                ("words of a shop", _of_a_shop(lines)),
            ):
                chosen = sample(cases, QUICK_LINES, options.seed) if options.quick else cases
                if chosen:
                    say(f"{lines.name} {'>'.join(pair)}: {kind}")
                    rows.append((lines.name, ">".join(pair), kind, *_row(translator, chosen, pair)))
    finally:
        translator.close()
    return [_table(rows)] if rows else []


def _words(lines: Lines) -> list[Case]:
    pair = (lines.source, lines.target)
    known = [line.split("/") for line in WORDS.get(pair, "").split()]
    known += [line.split("/")[::-1] for line in WORDS.get(pair[::-1], "").split()]
    terms = [Term(source=source, target=target) for source, target in known]
    cases = []
    for text, reference in zip(lines.texts, lines.references, strict=True):
        fit = tuple(
            term for term in terms if find(text, [term]) and find(reference, [Term(source=term.target or "")])
        )
        cases += [Case(text, reference, fit)] if fit else []
    return cases


def _names(lines: Lines) -> list[Case]:
    if not lines.name.startswith("chat"):
        return []
    cases = []
    for text, reference in zip(lines.texts, lines.references, strict=True):
        names = dict.fromkeys(NAME.findall(text))
        fit = tuple(Term(source=name) for name in names if re.search(rf"\b{re.escape(name)}\b", reference))
        cases += [Case(text, reference, fit)] if fit else []
    return cases


def _of_a_shop(lines: Lines) -> list[Case]:
    """Lines with a word of the shipped glossary, whatever the person wrote for it."""
    found = (
        Case(text, reference, terms_of(("shop",), lines.source, lines.target, text))
        for text, reference in zip(lines.texts, lines.references, strict=True)
    )
    return [case for case in found if case.terms]


def _row(translator: Translator, cases: Sequence[Case], pair: tuple[str, str]) -> tuple[Cell, ...]:
    without = translator.translate([Ask(case.text, *pair) for case in cases])
    bound = translator.translate([Ask(case.text, *pair, case.terms) for case in cases])
    references = [case.reference for case in cases]
    shown = [one.text or case.text for one, case in zip(bound, cases, strict=True)]
    honoured = sum(_honoured(case, text) for case, text in zip(cases, shown, strict=True))
    return (
        len(cases),
        round(100 * honoured / len(cases), 1),
        chrf([one.text or case.text for one, case in zip(without, cases, strict=True)], references),
        chrf(shown, references),
    )


def _honoured(case: Case, text: str) -> bool:
    """Whether each term is in the translation as often as it was due, as written there."""
    due = [
        case.text[span.start : span.end] if span.term.target is None else span.term.target
        for span in find(case.text, case.terms)
    ]
    return all(text.count(word) >= due.count(word) for word in due)


def _table(rows: Sequence[tuple[Cell, ...]]) -> Table:
    return Table(
        name="glossary",
        title="Glossary: honoured, and at what price",
        columns=COLUMNS,
        rows=tuple(rows),
        note="Words: lines in which a person wrote the target of the glossary line. Names: words with a "
        "capital inside a sentence that the person left as they are; they are lines of the glossary without "
        "a target. Words of a shop: every line with a noun of "
        "the shipped glossary. chrF of the same lines without and with the glossary.",
    )
