"""What `duologue up` says once all parts are up."""

import io

import pytest
from rich.console import Console

from service.supervisor import up
from wire import operator
from wire.contracts.settings import Settings


class _Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def says(tmp_path, monkeypatch):
    def said(out: io.StringIO, **given: str) -> str:
        screen = Console(file=out, force_terminal=True, soft_wrap=True, highlight=False)
        monkeypatch.setattr(up, "console", screen)
        up._Installation(Settings(home=tmp_path, **given))._welcome()
        return out.getvalue()

    return said


def test_a_terminal_gets_a_link_whatever_the_address(says, tmp_path):
    assert "http://[fd00::1]:8501/enter?code=" in says(_Screen(), dashboard_host="fd00::1")
    assert len(list(operator.folder(tmp_path).iterdir())) == 1


def test_a_log_that_is_coloured_gets_none(says, tmp_path):
    said = says(io.StringIO())
    assert "duologue dashboard --link" in said and "code=" not in said
    assert not operator.folder(tmp_path).exists()
