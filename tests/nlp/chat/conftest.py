"""Every pair of the chat cases is translated once for all tests of this folder."""

from functools import cache

import pytest

from nlp.evaluation.chat import judge
from nlp.evaluation.chat_cases import cases


@pytest.fixture(scope="session")
def judged(translator):
    """Function (source, target) -> what became of each case; skips where no engine here does the pair."""

    @cache
    def of(source: str, target: str):
        if (source, target) not in translator.pairs():
            return None
        return judge(translator, cases(source), target)

    def asked(source: str, target: str):
        found = of(source, target)
        if found is None:
            pytest.skip(f"no engine here does {source}>{target}")
        return found

    return asked
