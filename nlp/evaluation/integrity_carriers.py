"""Plain sentences with a place for what must come through whole, by language."""

from __future__ import annotations

from collections.abc import Mapping

Carrier = Mapping[str, str]

NAME: Carrier = {
    "en": "Mr. {} is coming tomorrow.",
    "pt": "O senhor {} vem amanhã.",
    "es": "El señor {} viene mañana.",
    "fr": "Monsieur {} vient demain.",
    "it": "Il signor {} viene domani.",
    "ca": "El senyor {} ve demà.",
}
FIRST: Carrier = {
    "en": "{} is coming tomorrow.",
    "pt": "{} vem amanhã.",
    "es": "{} viene mañana.",
    "fr": "{} vient demain.",
    "it": "{} viene domani.",
    "ca": "{} ve demà.",
}
AMOUNT: Carrier = {
    "en": "It costs {} now.",
    "pt": "Custa {} agora.",
    "es": "Cuesta {} ahora.",
    "fr": "Le billet coûte {} maintenant.",
    "it": "Il biglietto costa {} adesso.",
    "ca": "Costa {} ara.",
}
RESULT: Carrier = {
    "en": "The result is {} today.",
    "pt": "O resultado é {} hoje.",
    "es": "El resultado es {} hoy.",
    "fr": "Le résultat est {} aujourd'hui.",
    "it": "Il risultato è {} oggi.",
    "ca": "El resultat és {} avui.",
}
MEASURE: Carrier = {
    "en": "Please buy {} of flour.",
    "pt": "Compre {} de farinha, por favor.",
    "es": "Compra {} de harina, por favor.",
    "fr": "Achète {} de farine, s'il te plaît.",
    "it": "Compra {} di farina, per favore.",
    "ca": "Compra {} de farina, si us plau.",
}
SCORE: Carrier = {
    "en": "I give this shop {} today.",
    "pt": "Eu dou {} a esta loja hoje.",
    "es": "Le doy {} a esta tienda hoy.",
    "fr": "Je donne {} à ce magasin aujourd'hui.",
    "it": "Do {} a questo negozio oggi.",
    "ca": "Dono {} a aquesta botiga avui.",
}
LIST: Carrier = {
    "en": "{} The order is ready.",
    "pt": "{} O pedido está pronto.",
    "es": "{} El pedido está listo.",
    "fr": "{} La commande est prête.",
    "it": "{} L'ordine è pronto.",
    "ca": "{} La comanda està llesta.",
}
