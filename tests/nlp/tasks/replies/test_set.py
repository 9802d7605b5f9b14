"""The set is whole: every reply in every language, nothing twice, nothing that a sender could not mean."""

import re
from collections import Counter

import pytest

from nlp.errors import EngineMissing
from nlp.tasks.replies.phrases import LANGUAGES, load_reply_set

SEXED = re.compile(
    r"\b(obrigad[oa]|bem-vind[oa]|encantad[oa]|cansad[oa]|désolée?|ravie?|enchantée?|navrée?|désolés"
    r"|contente?|heureu(x|se)|stanc[oa]|content[oa]|felice di|estoy segur[oa]|tranquil[oa])\b",
    re.IGNORECASE,
)
FAMILIAR = {
    "de": r"\b(du|Du|dich|dir|[Dd]ein\w*|ihr|euch)\b",
    "fr": r"(?i)\b(tu|toi|te|ton|ta|tes|t'\w+)\b",
    "es": r"(?i)\b(tú|ti|tu|tus|contigo|vos|vosotr[oa]s)\b",
    "it": r"(?i)\b(tu|te|ti|tuo|tua|tuoi|tue)\b",
    "nl": r"(?i)\b(jij|je|jou|jouw|jullie)\b",
}
COMMON = {
    "en": "the you i is it to a of please that me sorry yes no not",
    "pt": "o a de que é você para não um uma por me isso seu sim vou",
    "es": "el la de que es usted para no un una por me eso su sí voy",
    "fr": "le la de que est vous pour pas un une je ça votre oui vais c'est",
    "de": "ich das ist sie nicht ein eine mir es ja bitte zu ihnen der die",
    "it": "il la di che è lei per non un una mi lo sì le a",
    "nl": "ik het is u niet een de dat ja van mij te voor dit heeft",
}


def test_size(phrases):
    assert len(phrases.replies) >= 150
    assert len(phrases.situations) >= 100


def test_ids_are_unique(phrases):
    for ids in ([one.id for one in phrases.replies], [one.id for one in phrases.kinds]):
        assert [name for name, count in Counter(ids).items() if count > 1] == []


def test_situations_name_replies_that_exist_and_every_reply_is_used(phrases):
    written = {reply.id for reply in phrases.replies}
    named = {reply for situation in phrases.situations for reply in situation.replies}
    assert named == written


def test_situations_offer_two_or_three_replies_of_different_stance(phrases):
    stances = {reply.id: reply.stance for reply in phrases.replies}
    for situation in phrases.situations:
        kinds = [stances[reply] for reply in situation.replies]
        assert 2 <= len(kinds) <= 3, situation.id
        assert len(set(kinds)) == len(kinds), (situation.id, kinds)


def test_every_reply_has_at_least_eight_examples_of_what_it_answers(phrases):
    for reply in phrases.replies:
        assert len(set(phrases.answers(reply.id))) >= 8, reply.id


def test_no_turn_stands_twice(phrases):
    turns = Counter(turn.casefold() for kind in phrases.kinds for turn in kind.turns)
    assert [turn for turn, count in turns.items() if count > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_short_clean_and_different(phrases, language):
    texts = [reply.text(language) for reply in phrases.replies]
    assert [text for text, count in Counter(texts).items() if count > 1] == []
    for text in texts:
        assert 3 < len(text) <= 60, text
        assert text == text.strip() and "  " not in text, text
        assert text[-1] in ".!?", text
        assert not re.search(r"\d|https?:|www\.|@|[{}<>*_]", text), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_betray_no_gender_and_keep_one_form_of_address(phrases, language):
    for reply in phrases.replies:
        text = reply.text(language)
        assert not SEXED.search(text), (reply.id, text)
        if language in FAMILIAR:
            assert not re.search(FAMILIAR[language], text), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_in_their_language(phrases, language):
    """Words that are frequent in a language are more frequent in its column than in any other."""
    common = set(COMMON[language].split())
    shares = {}
    for other in LANGUAGES:
        words = [w for r in phrases.replies for w in re.findall(r"[\w']+", r.text(other).lower())]
        shares[other] = sum(word in common for word in words) / len(words)
    assert max(shares, key=shares.get) == language, shares


def test_question_stays_question_in_every_language(phrases):
    for reply in phrases.replies:
        marks = {language: reply.text(language).endswith("?") for language in LANGUAGES}
        assert len(set(marks.values())) == 1, (reply.id, marks)


def test_french_puts_a_hard_space_before_high_signs(phrases):
    for reply in phrases.replies:
        assert not re.search(r"[^\u00a0\u202f?!][!?:;]", reply.fr), reply.fr


def test_region_is_ignored_and_unknown_languages_have_no_text(phrases):
    reply = phrases.replies[0]
    assert reply.text("pt-BR") == reply.pt
    assert reply.text("ja") is None


def test_a_broken_file_is_named(tmp_path):
    (tmp_path / "odd.toml").write_text('theme = "odd"\n[[reply]]\nid = "x"\n')
    with pytest.raises(EngineMissing, match=r"odd\.toml"):
        load_reply_set(tmp_path)
