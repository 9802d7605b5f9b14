"""Whether a message says that its writer did not understand: a word of yes or no, and no word of the message.

By phrases that people use for it, in the languages of the chat. What is said otherwise is not seen, and what
is meant of other things ("I don't understand why the parcel is late") is left out where a word after it says
so. It costs one look at the beginning of a text, however long that is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

BEGINNING = 200
"""Characters that are looked at: who did not understand says so at once."""

_WHY = {
    "en": "why|how|where|when|who", "pt": "por ?que|porque|como|quando|onde",
    "es": "por que|como|cuando|donde", "fr": "pourquoi|comment|quand|ou",
    "de": "warum|wieso|weshalb|wie|wann|dazu|davon", "it": "perche|come|quando|dove",
    "nl": "waarom|hoe|wanneer|waar", "ar": "لماذا|كيف|متى|اين",
}  # fmt: skip
PHRASES: Mapping[str, tuple[str, ...]] = {
    "en": (
        "i do ?n['o]?t (?:quite |really )?(?:understand|get it|follow)",
        "i did ?n['o]?t (?:understand|get that)",
        "i did ?n['o]?t catch that", "what do you mean", "what does that mean", "you(?:'ve| have) lost me",
        "(?:does|do) ?n['o]?t make (?:any )?sense", "makes no sense",
        "can ?n?['o]?t (?:understand|follow) you",
        "(?:could|can) you (?:rephrase|say that again|repeat that|say it (?:differently|in other words))",
    ),
    "pt": (
        "nao (?:te |o |a |vos )?(?:entendi|entendo|percebi|percebo|compreendi|compreendo)", "como assim",
        "o que (?:quer|quis|queres) dizer", "nao faz sentido",
        "(?:pode|podes) (?:repetir|explicar de outr[ao])",
    ),
    "es": (
        "no (?:te |le |lo |la |os )?(?:entiendo|entendi|comprendo)", "que (?:quieres|quiere) decir",
        "no tiene sentido", "(?:puede|puedes) (?:repetir|explicarlo de otr[ao])",
    ),
    "fr": (
        "(?:je )?(?:ne |n')?(?:vous |te |t')?(?:comprends|comprend) pas", "(?:j'ai|je n'ai) pas compris",
        "qu'est-ce que (?:vous voulez|tu veux) dire", "que voulez-vous dire", "(?:n'a|a) pas de sens",
        "(?:pouvez-vous|vous pouvez|peux-tu|tu peux) (?:reformuler|repeter)",
    ),
    "de": (
        "(?:ich )?verstehe?(?: ich)?(?: (?:dich|sie|das|es))? (?:leider )?nicht", "nicht verstanden",
        "was (?:meinst du|meinen sie)", "wie meinst du das", "wie meinen sie das", "ergibt keinen sinn",
        "(?:kannst du|konnen sie) das (?:wiederholen|anders sagen)",
    ),
    "it": (
        "non (?:ti |la |vi |lo )?(?:capisco|ho capito)",
        "cosa (?:vuoi|vuole|intendi|intende)(?: dire)?(?= \\||$)",
        "che (?:vuoi|vuole) dire", "cosa (?:vuoi|vuole) dire", "non ha senso",
        "(?:puo|puoi) (?:ripetere|riformulare)",
    ),
    "nl": (
        "(?:ik )?(?:begrijp|snap|versta) (?:je |u |het |dat )?niet", "niet begrepen", "wat bedoel(?:t u| je)",
        "slaat nergens op", "(?:kunt u|kun je) dat (?:herhalen|anders zeggen)",
    ),
    "ar": (
        "(?:لا|لم) (?:افهم|افهمك)", "لم (?:اتمكن من )?فهم", "ماذا (?:تقصد|تعني)", "لا معنى له",
        "مش فاهم", "ما فهمت",
    ),
}  # fmt: skip

_BETWEEN = re.compile(r"[\s.,;:!?¿¡…؟،]+")
_ENDS = re.compile(r"[!?؟]|^\.\s+[¿¡]*$")
"""What between words ends a sentence, so that a why after it is asked for itself; several dots do not."""
_FINDERS = [
    re.compile(rf"(?:^|[^\w])(?:{'|'.join(some)})(?! (?:{_WHY[language]})(?!\w))(?!\w)")
    for language, some in PHRASES.items()
]


def not_understood(text: str, language: str) -> bool | None:
    """`language`: the author's own (BCP 47); phrases of any are seen, for people write in others, too.
    Null: no words, or not said in a language that is known here.
    """
    told = _folded(text[:BEGINNING])
    if told and any(finder.search(told) for finder in _FINDERS):
        return True
    return False if told and language.split("-")[0].lower() in PHRASES else None


def _folded(text: str) -> str:
    """Small letters without accents, as phrases are; a blank between words, a bar between sentences."""
    apart = unicodedata.normalize("NFD", text.casefold().replace("’", "'"))
    plain = "".join(one for one in apart if not unicodedata.combining(one))
    parted = _BETWEEN.sub(lambda run: " | " if _ENDS.search(run[0]) else " ", plain)
    return parted.strip(" |")
