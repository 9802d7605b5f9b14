"""Words that open, close and hold a chat together, by language: for messages too short for statistics.

Only words that most messages of the language could contain and that few others write the same way;
a word of several of these languages stands under each of them.
"""

from __future__ import annotations

WORDS = {
    "en": """
        hi hello hey thanks thank you yes yeah yep no not please sorry sure bye goodbye good
        morning afternoon evening night where when what why how who is are the and my your we they
        it this that with have can will would right correct perfect fine great nice excellent
        welcome cheers regards dear wait done help order price much
    """,
    "pt": """
        oi olá ola obrigado obrigada valeu sim não nao por favor desculpa desculpe claro tchau bom
        boa dia tarde noite onde quando que quê porque como quem é está estou os as um uma meu
        minha você voce vc eu ele isso com tem certo perfeito ótimo entendi tudo bem aqui agora
        também muito pedido preço quanto custa
    """,
    "es": """
        hola gracias sí si no por favor perdón perdona claro adiós buenos buenas días dias tardes
        noches dónde donde cuándo qué que porqué cómo como quién es está estoy el la los las un
        una mi tu usted yo eso con tiene cierto perfecto vale bien aquí ahora también muy mucho
        pedido precio cuánto cuesta
    """,
    "fr": """
        bonjour bonsoir salut merci oui non pas désolé pardon svp plaît au revoir bonne nuit où
        quand quoi pourquoi comment qui est le la les un une mon ma votre vous je nous ça avec
        avez accord parfait bien ici maintenant aussi très beaucoup donc commande prix combien coûte
    """,
    "de": """
        hallo guten tag morgen abend danke bitte ja nein nicht entschuldigung klar tschüss gute
        nacht wo wann was warum wie wer ist sind der die das und mein meine ihr sie ich wir es mit
        haben kann genau richtig perfekt gut hier jetzt auch sehr toll bestellung preis wieviel kostet
    """,
    "it": """
        ciao salve buongiorno buonasera buonanotte grazie sì si no non per favore prego scusa
        scusi certo arrivederci dove quando cosa perché come chi è sono il la gli un una mio mia
        lei io noi questo con ha hai giusto perfetto bene qui adesso anche molto ordine prezzo quanto costa
    """,
    "nl": """
        hallo hoi dag goedemorgen goedemiddag goedenavond dank bedankt je u ja nee niet
        alstublieft alsjeblieft sorry natuurlijk doei waar wanneer wat waarom hoe wie is zijn de
        het een en mijn uw ik wij met heb heeft kan klopt juist perfect prima goed hier nu ook
        heel veel jammer bestelling prijs hoeveel kost oké oke
    """,
    "ca": """
        hola bon bona dia tarda nit gràcies gracies merci sí si no si us plau perdó perdona clar
        adéu on quan què que perquè com qui és està estic el la els les un una meu meva vostè jo
        això amb té cert perfecte bé aquí ara també molt comanda preu quant costa
    """,
}

EVERYWHERE = """
    ok okay oki k oh ah eh uh um hm hmm hmmm haha hahaha hahahaha hehe lol wow uau aha mm mmm bye ciao taxi
    hotel wifi email online whatsapp pdf app link
"""

UNIVERSAL = frozenset(EVERYWHERE.split())
"""Words at home everywhere: they say nothing about the language."""

VOCABULARIES = {language: frozenset(words.split()) for language, words in WORDS.items()}

OWNERS = {
    word: frozenset(language for language, words in VOCABULARIES.items() if word in words)
    for word in frozenset().union(*VOCABULARIES.values())
}
"""Languages of each word."""

BONUS = 3.0
"""Log-likelihood that one such word adds to its languages."""

MOST = 3
"""Words counted: beyond, the statistics know better."""


def bonus(text: str) -> dict[str, float]:
    """What the known words of a text add to the log-likelihood of each language."""
    found: dict[str, float] = {}
    words = "".join(sign if sign.isalpha() else " " for sign in text.lower()).split()
    for word in [word for word in words if word in OWNERS][:MOST]:
        for language in OWNERS[word]:
            found[language] = found.get(language, 0.0) + BONUS
    return found
