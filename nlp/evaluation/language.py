"""Language of short chat text: with the speaker's own language known, without, and after a switch."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

import msgspec

from nlp.evaluation.peers import Peer, peers
from nlp.measures.base import Cell, Options, Say, Table
from nlp.measures.sets import ISO3, read, sample
from nlp.tasks.language import Detector
from nlp.tasks.language.detector import before, primary

LENGTHS = (3, 10, 25)
LANGUAGES = ("en", "pt", "es", "fr", "de", "it", "nl", "ca")
QUICK = 300
CHAT_QUICK = 400

Ask = Callable[[str, str | None, Sequence[str]], str | None]
"""Text, own language or None, readers' languages: the detected language, or None where unsure."""


class Case(msgspec.Struct, frozen=True):
    """A text in `language`, said by somebody whose own language is `own` (None: a stranger)."""

    text: str
    language: str
    own: str | None
    partner: str


def run(options: Options, say: Say) -> list[Table]:
    """Tatoeba cut short, beside other libraries; then whole messages of real chats."""
    if options.data is None:
        say("no data folder: left out")
        return []
    sentences = _sentences(options)
    detector = Detector()
    detector.warm()
    tables = []
    if sentences:
        tables.append(_cut_short(sentences, _ours(detector), say))
    chats = _chats(options)
    if chats:
        say("real chats")
        tables.append(_real(chats, _ours(detector)))
    return tables


def _ours(detector: Detector) -> Ask:
    return lambda text, own, partners: detector.detect(text, own, (), partners).language


def _sentences(options: Options) -> dict[str, list[str]]:
    """Sentences of at least the greatest length, by language; the English side serves for English."""
    path = options.data / "eval" / "tatoeba.tsv.xz" if options.data else None
    if path is None or not path.exists():
        return {}
    frame = read(path)
    by_language = {"en": frame["en"].to_list()}
    for (iso3,), part in frame.group_by("iso3", maintain_order=True):
        if ISO3.get(str(iso3)) in LANGUAGES:
            by_language[ISO3[str(iso3)]] = part["text"].to_list()
    most = QUICK if options.quick else 2000
    long = {name: [one for one in texts if len(one) >= LENGTHS[-1]] for name, texts in by_language.items()}
    return {name: sample(long[name], most, options.seed) for name in LANGUAGES if name in long}


def _cut_short(sentences: Mapping[str, Sequence[str]], ours: Ask, say: Say) -> Table:
    rows = []
    say("Duologue")
    rows.append(_row("Duologue", ours, None, sentences))
    for peer in peers():
        say(peer.name)
        rows.append(_row(peer.name, _with_prior(peer), peer.megabytes, sentences))
    return Table(
        name="language_short",
        title="Language of the first characters of a sentence: right answers, %",
        columns=("library", *(f"stranger {n}" for n in LENGTHS), *(f"own {n}" for n in LENGTHS),
                 *(f"switch {n}" for n in LENGTHS), "texts/s", "MB"),
        rows=tuple(rows),
        note=f"Tatoeba, {len(next(iter(sentences.values())))} sentences in each of {', '.join(sentences)}. "
        "own: the speaker's language is known and used. switch: it is known, and the partner's is used. "
        "stranger: nothing is known; silence counts as wrong. Peers get the same prior as ours. "
        "Asked: own 10 at least 95. MB: memory that loading took (resident, so only roughly).",
    )  # fmt: skip


def _row(
    name: str, ask: Ask, megabytes: float | None, sentences: Mapping[str, Sequence[str]]
) -> tuple[Cell, ...]:
    began, asked = time.perf_counter(), 0
    shares: list[float] = []
    for cases in (_strangers, _own, _switch):
        for length in LENGTHS:
            chosen = cases(sentences, length)
            asked += len(chosen)
            shares.append(right(ask, chosen))
    return (name, *shares, round(asked / (time.perf_counter() - began)), megabytes)


def _strangers(sentences: Mapping[str, Sequence[str]], length: int) -> list[Case]:
    return [Case(text[:length], name, None, "en") for name, texts in sentences.items() for text in texts]


def _own(sentences: Mapping[str, Sequence[str]], length: int) -> list[Case]:
    return [
        Case(text[:length], name, name, _partner(name)) for name, texts in sentences.items() for text in texts
    ]


def _switch(sentences: Mapping[str, Sequence[str]], length: int) -> list[Case]:
    """Everybody else says an English sentence to an English partner; an English speaker a Portuguese one."""
    return [
        Case(text[:length], _partner(name), name, _partner(name))
        for name in sentences
        for text in sentences.get(_partner(name), ())
    ]


def _partner(name: str) -> str:
    return "pt" if name == "en" else "en"


def right(ask: Ask, cases: Sequence[Case]) -> float:
    """Share of right answers, %."""
    hits = sum(_same(ask(one.text, one.own, (one.partner,)), one.language) for one in cases)
    return round(100 * hits / len(cases), 1)


def _same(found: str | None, language: str) -> bool:
    return found is not None and primary(found) == primary(language)


def _with_prior(peer: Peer) -> Ask:
    """A library's own probabilities times what is known of the speaker, as our detector does."""

    def ask(text: str, own: str | None, partners: Sequence[str]) -> str | None:
        beliefs = before(own, partners)
        chances = {name: chance * beliefs.get(name, 0.0) for name, chance in peer.chances(text).items()}
        best = max(chances, key=chances.__getitem__, default=None)
        return best if best and chances[best] > 0 else own

    return ask


def _chats(options: Options) -> list[Case]:
    """Real messages, each said to somebody of the pair's other language, who answers in the first."""
    folder = options.data / "eval" if options.data else None
    cases: list[Case] = []
    for path in sorted(folder.glob("chat.en-*.tsv.xz")) if folder else []:
        frame, other = read(path), path.name.split(".")[1].split("-")[1]
        rows = zip(frame["spoken"], frame["en"], frame[other], strict=True)
        said = [(primary(spoken), en, text) for spoken, en, text in rows if en and text]
        for spoken, en, text in sample(said, CHAT_QUICK if options.quick else len(said), options.seed):
            partner = other if spoken == "en" else "en"
            cases.append(Case(en if spoken == "en" else text, spoken, spoken, partner))
            cases.append(Case(text if spoken == "en" else en, partner, spoken, partner))
    return [case for case in cases if any(sign.isalpha() for sign in case.text)]


def _real(cases: Sequence[Case], ours: Ask) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for title, low, high in (("up to 12", 0, 12), ("13 to 30", 13, 30), ("all", 0, 10**9)):
        chosen = [one for one in cases if low <= len(one.text) <= high]
        own = [one for one in chosen if one.language == one.own]
        switched = [one for one in chosen if one.language != one.own]
        strangers = [Case(one.text, one.language, None, one.partner) for one in chosen]
        rows.append((title, len(chosen), *(right(ours, group) for group in (own, switched, strangers))))
    return Table(
        name="language_chat",
        title="Language of real support messages (WMT chat): right answers, %",
        columns=("characters", "messages", "own known and used", "own known, partner's used", "stranger"),
        rows=tuple(rows),
        note="The reference translation stands for what somebody would write who changed language. Names and "
        "numbers alone have no language and count as wrong.",
    )
