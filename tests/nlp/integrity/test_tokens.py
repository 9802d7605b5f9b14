"""What people write for programs, in sentences of every language: tokens, and whole after engines."""

import pytest

from nlp.evaluation.integrity_tokens import FAMILIES, SENTENCES, written
from nlp.tasks.translation.protect.placeholders import intact, mask, split, unmask
from nlp.tasks.translation.protect.tokens import tokens
from nlp.tasks.translation.translator import Ask

PAIRS = ("en>pt", "pt>en", "es>pt", "pt>es", "en>es", "es>en", "fr>es", "es>fr", "it>es", "es>ca", "ca>es")


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("language", SENTENCES)
def test_each_is_one_token_in_any_sentence(language, family):
    wrong = [
        (part, text, [token.text for token in tokens(text)])
        for text, keep in written(language, family, each=3)
        for part in keep
        if not any(part == token.text for token in tokens(text))
    ]
    assert wrong == []


@pytest.mark.parametrize("language", SENTENCES)
def test_masks_come_off_as_they_were_put_on(language):
    for text, keep in (one for family in FAMILIES for one in written(language, family)):
        masked = mask(text)
        assert unmask(masked, masked.text) == (text, frozenset())
        every = mask(text, frozenset(token.text for token in tokens(text)))
        assert not any(part in every.text for part in keep if not part.isalnum()), every.text
        assert unmask(every, every.text) == (text, frozenset())
        assert "".join(part for part, _ in split(text)) == text


@pytest.mark.parametrize("pair", PAIRS)
def test_each_comes_through_the_engines_of_this_machine(translator, pair):
    source, target = pair.split(">")
    if (source, target) not in translator.pairs():
        pytest.skip(f"no engine here does {pair}")
    found = [one for family in FAMILIES for one in written(source, family)]
    done = translator.translate([Ask(text, source, target) for text, _ in found])
    assert [one.status for one in done] == ["done"] * len(found)
    harmed = [
        (text, one.text)
        for (text, keep), one in zip(found, done, strict=True)
        if any((one.text or "").count(part) < keep.count(part) for part in keep)
    ]
    assert harmed == []
    assert all(intact(text, one.text or "") for (text, _), one in zip(found, done, strict=True))
