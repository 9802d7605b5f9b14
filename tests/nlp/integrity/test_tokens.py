"""What people write for programs, in sentences of every language: tokens, and whole after engines."""

from pathlib import Path

import pytest

from nlp.evaluation.integrity_tokens import FAMILIES, SENTENCES, cases
from nlp.translation.protect import intact, mask, split, unmask
from nlp.translation.tokens import tokens
from nlp.translation.translator import Ask, build_translator
from service.wire.settings import Settings

PAIRS = ("en>pt", "pt>en", "es>pt", "pt>es", "en>es", "es>en", "fr>es", "es>fr", "it>es", "es>ca", "ca>es")


@pytest.fixture(scope="module")
def translator(tmp_path_factory):
    translator = build_translator(Settings(home=Path(tmp_path_factory.mktemp("house"))))
    yield translator
    translator.close()


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("language", SENTENCES)
def test_each_is_one_token_in_any_sentence(language, family):
    found = [case for case in cases(language, each=3) if case.family == family]
    wrong = [
        (part, case.text, [token.text for token in tokens(case.text)])
        for case in found
        for part in case.keep
        if not any(part == token.text for token in tokens(case.text))
    ]
    assert wrong == []


@pytest.mark.parametrize("language", SENTENCES)
def test_masks_come_off_as_they_were_put_on(language):
    for case in cases(language):
        masked = mask(case.text)
        assert unmask(masked, masked.text) == (case.text, frozenset())
        every = mask(case.text, frozenset(token.text for token in tokens(case.text)))
        assert not any(part in every.text for part in case.keep if not part.isalnum()), every.text
        assert unmask(every, every.text) == (case.text, frozenset())
        assert "".join(part for part, _ in split(case.text)) == case.text


@pytest.mark.parametrize("pair", PAIRS)
def test_each_comes_through_the_engines_of_this_machine(translator, pair):
    source, target = pair.split(">")
    if (source, target) not in translator.pairs():
        pytest.skip(f"no engine here does {pair}")
    found = list(cases(source))
    done = translator.translate([Ask(case.text, source, target) for case in found])
    assert [one.status for one in done] == ["done"] * len(found)
    harmed = [
        (case.text, one.text)
        for case, one in zip(found, done, strict=True)
        if any((one.text or "").count(part) < case.keep.count(part) for part in case.keep)
    ]
    assert harmed == []
    assert all(intact(case.text, one.text or "") for case, one in zip(found, done, strict=True))
