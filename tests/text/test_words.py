"""Words of texts, and what is sought: every stretch that somebody copies from a text is found in it."""

from hypothesis import assume, given
from hypothesis import strategies as st

from service.text.words import LONGEST, MOST, MOST_SOUGHT, Sought, sought_in, words_of

LETTERS = st.text(st.sampled_from("aÁéßıİ東京猫がギ กข้าว한국 -'1👍"), max_size=40)


def found(question: str, text: str) -> bool:
    words = words_of(text)
    return all(
        any(word.startswith(one.word) if one.begins else word == one.word for word in words)
        for one in sought_in(question)
    )


@given(LETTERS)
def test_a_text_is_found_by_itself(text):
    assert found(text, text)


@given(LETTERS, st.integers(0, 40))
def test_a_text_is_found_by_how_it_begins(text, end):
    question = text[:end]
    assume(all(one.begins or len(one.word) > 1 for one in sought_in(question)))  # one letter is a word
    assert found(question, text)


def test_words_are_folded_and_signs_of_scripts_without_blanks_are_paired():
    assert words_of("José, JOSE! 東京都") == ["jose", "東京", "京都", "都"]
    assert sought_in("José 東京都") == [
        Sought("jose", begins=True), Sought("東京", begins=False), Sought("京都", begins=False)
    ]  # fmt: skip
    assert sought_in("京") == [Sought("京", begins=True)]
    assert sought_in("a") == [Sought("a", begins=False)]


def test_both_are_bounded():
    assert len(words_of(" ".join(f"w{number}" for number in range(5000)))) == MOST
    assert len(sought_in(" ".join(f"w{number}" for number in range(100)))) == MOST_SOUGHT
    assert words_of("x" * 500) == ["x" * LONGEST]
    assert len(words_of("東京都大阪" * 2000)) <= MOST
