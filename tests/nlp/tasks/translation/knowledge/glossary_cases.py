"""What a glossary must withstand: sentences of four languages with a place for a term, and terms for it."""

from wire.contracts.events import Term

FRAMES = {
    "en": (
        "{a} is not working today.",
        "I can't open {a} on my phone",
        "please send me the invoice for {a}",
        "{a} or {a}, which one is better?",
        'Did you try "{a}" (or {a})?',
        "{a}'s delivery is late!",
        "WHY IS {A} SO SLOW TODAY",
        "See https://shop.example/{u}?q={u} about {a}, or write to {u}@shop.example",
        "I love {a} 🎉",
        "thanks 🎉{a}🎉",
        "{a}",
        "Hi {a}, how are you? I paid $12.50 for {a} at 5pm.",
        "- {a}\n- the house is blue",
        "My {a}, their {a} and the {a}: all lost…",
    ),
    "pt": (
        "{a} não está funcionando hoje.",
        "não consigo abrir {a} no meu celular",
        "por favor me envie a nota de {a}",
        "{a} ou {a}, qual é melhor?",
        'Você tentou "{a}" (ou {a})?',
        "A entrega de {a} está atrasada!",
        "POR QUE {A} ESTÁ TÃO LENTO HOJE",
        "Veja https://loja.example/{u}?q={u} sobre {a}, ou escreva para {u}@loja.example",
        "Eu amo {a} 🎉",
        "obrigado 🎉{a}🎉",
        "{a}",
        "Oi {a}, tudo bem? Paguei R$ 12,50 por {a} às 17h.",
        "- {a}\n- a casa é azul",
        "Meu {a}, o {a} deles e o {a}: tudo perdido…",
    ),
    "es": (
        "{a} no funciona hoy.",
        "no puedo abrir {a} en mi teléfono",
        "por favor envíame la factura de {a}",
        "¿{a} o {a}, cuál es mejor?",
        '¿Probaste "{a}" (o {a})?',
        "¡La entrega de {a} llega tarde!",
        "POR QUÉ {A} ESTÁ TAN LENTO HOY",
        "Mira https://tienda.example/{u}?q={u} sobre {a}, o escribe a {u}@tienda.example",
        "Me encanta {a} 🎉",
        "gracias 🎉{a}🎉",
        "{a}",
        "Hola {a}, ¿qué tal? Pagué 12,50 € por {a} a las 17:00.",
        "- {a}\n- la casa es azul",
        "Mi {a}, su {a} y el {a}: todo perdido…",
    ),
    "fr": (
        "{a} ne marche pas aujourd'hui.",
        "je ne peux pas ouvrir {a} sur mon téléphone",
        "envoyez-moi la facture de {a} s'il vous plaît",
        "{a} ou {a}, lequel est le meilleur ?",
        "Avez-vous essayé « {a} » (ou {a}) ?",
        "La livraison d'{a} est en retard !",
        "POURQUOI {A} EST SI LENT AUJOURD'HUI",
        "Voir https://boutique.example/{u}?q={u} pour {a}, ou écrire à {u}@boutique.example",
        "J'adore {a} 🎉",
        "merci 🎉{a}🎉",
        "{a}",
        "Bonjour {a}, ça va ? J'ai payé 12,50 € pour {a} à 17h.",
        "- {a}\n- la maison est bleue",
        "Mon {a}, leur {a} et le {a} : tout est perdu…",
    ),
}

TERMS = {
    "en": ("Acme Cloud", "Apple", "order|encomenda", "gift card|Vale-Prenda", "Café Zoë|Kaffeehaus"),
    "pt": ("Nuvem Acme", "Vivo", "pedido|purchase", "vale-presente|Gift Voucher", "Café São João|St John's"),
    "es": ("Nube Acme", "Claro", "pedido|purchase", "tarjeta regalo|Gift Voucher", "Peña Ñandú|The Rhea"),
    "fr": ("Nuage Acme", "Orange", "commande|purchase", "carte cadeau|Gift Voucher", "Hôtel Élysée|Elysium"),
}
"""Source and, after a bar, target; without one it stays. The second is also a common word."""


def term(line: str) -> Term:
    source, _, target = line.partition("|")
    return Term(source=source, target=target or None)


def cases(language: str) -> list[tuple[str, Term, int]]:
    """(text, term, how often it must be in the translation)."""
    found = []
    for frame in FRAMES[language]:
        for line in TERMS[language]:
            one = term(line)
            slug = one.source.lower().replace(" ", "-")
            text = frame.format(a=one.source, A=one.source.upper(), u=slug)
            found.append((text, one, frame.count("{a}") + frame.count("{A}")))
    return found


def due(text: str, one: Term) -> str:
    """How the term must read in the translation: its target, or as it is written in the text."""
    if one.target is not None:
        return one.target
    return one.source if one.source in text else one.source.upper()
