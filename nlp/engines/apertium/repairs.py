"""Words of chat that Apertium's dictionaries lack or take for another word, by pair.

Left: a pattern over the source, whole words, any capitals. Right: what is put in the target for it. Only
words whose form does not depend on their neighbours, and which can hardly mean anything else in a message.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache

Pair = tuple[str, str]

_DAY = r"(?:-feira)?(?=\s*(?:[.,!?)]|$|ou\b|e\b|mas\b|não\b|às\b|de manhã\b|de tarde\b|à noite\b|\\|\[))"
"""What follows "segunda" where it is Monday: nothing that could be second."""


def _nouns(pairs: str) -> dict[str, str]:
    """ "la cita" and "las citas", each with its article in the target."""
    known = [pair.split() for pair in pairs.split(", ")]
    return {f"la {one}": f"a {other}" for one, other in known} | {
        f"las {one}s": f"as {other}s" for one, other in known
    }


_REPAIRS: Mapping[Pair, Mapping[str, str]] = {
    ("es", "pt"): {
        # "the morning" has an article, "tomorrow" has none
        r"(?<!\bla )(?<!\besta )(?<!\besa )(?<!\buna )(?<!\bcada )(?<!\btoda )mañana": "amanhã",
        r"por favor": "por favor",
        r"gracioso": "engraçado",
        r"graciosa": "engraçada",
        r"enojado": "irritado",
        r"enojada": "irritada",
        r"genial": "ótimo",
        r"lindo": "lindo",
        r"ahorita": "agora",
        r"apellido": "sobrenome",
        r"pantalla": "tela",
        r"cargador": "carregador",
        r"quizás?|quizas": "talvez",
        r"ojalá": "tomara",
        r"boleto": "bilhete",
        # Nouns that Apertium takes for verbs after their article: "La cita" was "Cita-a".
        **_nouns(
            "cita consulta, apuesta aposta, busca busca, calma calma, compra compra, custodia custódia, "
            "danza dança, encomienda encomenda, escucha escuta, factura fatura, guarda guarda, liga liga, "
            "paga paga, pelea briga, pesca pesca, recarga recarga, recompensa recompensa"
        ),
        r"mi cita": "minha consulta",
        r"(?:tu|su) cita": "sua consulta",
        r"una cita": "uma consulta",
        r"factura": "fatura",
        r"tel[eé]fono móvil|móvil": "celular",
        r"antes": "antes",
        r"la direcci[oó]n": "o endereço",
        r"una direcci[oó]n": "um endereço",
        r"mi direcci[oó]n": "meu endereço",
        r"tu direcci[oó]n": "seu endereço",
        r"su direcci[oó]n": "seu endereço",
        r"la habitaci[oó]n": "o quarto",
        r"una habitaci[oó]n": "um quarto",
        r"mi habitaci[oó]n": "meu quarto",
        r"la talla": "o tamanho",
        r"talla": "tamanho",
        r"equivocad[oa]": "errado",
        r"roto": "quebrado",
        r"rota": "quebrada",
        r"te quiero(?: mucho)?": "eu te amo",
        r"tienes razón": "você tem razão",
        r"lo siento": "sinto muito",
    },
    ("pt", "es"): {
        r"senha": "contraseña",
        r"frete": "envío",
        r"tchau": "adiós",
        r"boleto": "boleto",
        r"cadastro": "registro",
        r"carregador": "cargador",
        r"celular": "celular",
        r"cachorro": "perro",
        r"lindo": "lindo",
        r"linda": "linda",
        r"certeza": "seguridad",
        r"jeito": "manera",
        r"parabéns": "felicidades",
        r"tomara": "ojalá",
        r"engraçado": "gracioso",
        r"engraçada": "graciosa",
        r"cadê": "dónde está",
        r"dirigindo": "conduciendo",
        r"aniversário": "cumpleaños",
        r"te ligo": "te llamo",
        r"me ligue": "llámeme",
        r"me liga": "llámame",
        r"liguei": "llamé",
        r"barulho": "ruido",
        r"ruim": "malo",
        rf"(?:na|a) segunda{_DAY}": "el lunes",
        rf"até (?:a )?segunda{_DAY}": "hasta el lunes",
        rf"(?:na|a) terça{_DAY}": "el martes",
        rf"até (?:a )?terça{_DAY}": "hasta el martes",
        rf"(?:na|a) quarta{_DAY}": "el miércoles",
        rf"até (?:a )?quarta{_DAY}": "hasta el miércoles",
        rf"(?:na|a) quinta{_DAY}": "el jueves",
        rf"até (?:a )?quinta{_DAY}": "hasta el jueves",
        rf"(?:na|a) sexta{_DAY}": "el viernes",
        rf"até (?:a )?sexta{_DAY}": "hasta el viernes",
        rf"às segundas{_DAY}": "los lunes",
        rf"às terças{_DAY}": "los martes",
        rf"às quartas{_DAY}": "los miércoles",
        rf"às quintas{_DAY}": "los jueves",
        rf"às sextas{_DAY}": "los viernes",
        r"fatura": "factura",
        r"em lugar nenhum|em nenhum lugar": "en ningún lugar",
    },
    ("fr", "es"): {
        r"s'il (?:te|vous) pla[iî]t": "por favor",
        r"bonjour|salut|coucou": "hola",
        r"bonsoir": "buenas noches",
        r"cool": "genial",
        r"copain": "amigo",
        r"copine": "amiga",
        r"ordinateur": "ordenador",
        r"commande": "pedido",
        r"colis": "paquete",
        r"appli": "aplicación",
        r"ok": "ok",
        r"félicitations": "felicidades",
        r"tant pis": "no importa",
        r"personne ne": "nadie",
        # "vous" or "nous" makes an infinitive after it disappear: "je veux vous rembourser" was "yo quieres".
        r"(?:(?<=pouvez )|(?<=devez )|(?<=voulez )|(?<=allez ))vous(?= \w+(?:er|ir|re|oir)\b)": "os",
        r"vous(?= \w+(?:er|ir|re|oir)\b)": "le",
        r"nous(?= \w+(?:er|ir|oir)\b)": "nos",
        r"rappelez-moi": "llámeme",
        r"rappelle-moi": "llámame",
        r"désolée?": "lo siento",
        r"pourquoi": "por qué",
        r"site": "sitio",
        r"ne t'inquiète pas": "no te preocupes",
        r"ne vous inquiétez pas": "no se preocupe",
        r"deux fois": "dos veces",
        r"(?:ne )?marche pas": "no funciona",
        r"(?:ne )?marchent pas": "no funcionan",
        r"bientôt": "pronto",
        r"il y a quelqu'un": "hay alguien",
    },
    ("it", "es"): {
        r"ciao": "hola",
        r"buonasera": "buenas noches",
        r"salve": "hola",
        r"prego": "de nada",
        r"account": "cuenta",
        r"pacco": "paquete",
        r"ordine": "pedido",
        r"figo": "genial",
        r"ok": "ok",
        r"mi dispiace": "lo siento",
        r"scusa": "perdona",
        r"peccato": "lástima",
        r"auguri": "felicidades",
    },
    ("es", "fr"): {
        r"por favor": "s'il vous plaît",
        r"gracias": "merci",
        r"lo siento": "désolé",
    },
}


def repaired(pair: Pair, text: str, put: Callable[[str], str]) -> str:
    """`text` with `put(words of the target)` for whatever the table has for this pair, capitals kept."""
    pattern, words = _table(pair)
    if pattern is None:
        return text

    def one(found: re.Match[str]) -> str:
        word = words[found.lastindex or 1]
        if found[0].isupper() and len(found[0]) > 1:
            return put(word.upper())
        return put(word[:1].upper() + word[1:] if found[0][:1].isupper() else word)

    return pattern.sub(one, text)


@cache
def _table(pair: Pair) -> tuple[re.Pattern[str] | None, Mapping[int, str]]:
    table = _REPAIRS.get(pair)
    if table is None:
        return None, {}
    pattern = "|".join(f"(?<![\\w'])({one})(?!\\w)" for one in table)
    return re.compile(pattern, re.IGNORECASE), dict(enumerate(table.values(), start=1))
