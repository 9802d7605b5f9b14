"""Pages in the language of who looks: as chosen, or of their account; and links of every language."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from dashboards import tongue
from tests.analytics.world import World
from tests.dashboards.pages import charts, figures, open_page, rows, text
from tests.dashboards.shop import shop

TITLES = {
    "conversations": ("Conversas", "المحادثات"),
    "overview": ("Visão geral", "نظرة عامة"),
    "people": ("Pessoas e agentes", "الأشخاص والموظفون"),
    "replies": ("Respostas", "الردود"),
    "sentiment": ("Sentimento", "المشاعر"),
    "translation": ("Idiomas e tradução", "اللغات والترجمة"),
    "response": ("Resposta e resolução", "الاستجابة والحل"),
}


@pytest.fixture
def busy(root):
    """A shop, and today three messages, two of them translated."""
    shop(root)
    world = World(start=datetime.now(UTC) - timedelta(minutes=3))
    world.tell("ana", 0, sentiment="positive", wait=2)
    world.tell("ben", 1, language="pt", target="en", wait=4)
    world.tell("ana", 2, outcome="failed", reason="engine_error")
    world.write(root, first_entry=100_000)
    return root


@pytest.mark.parametrize("path", TITLES)
def test_a_page_speaks_the_language_that_is_chosen(busy, path):
    english = open_page(path)
    for name, title in zip(("Português", "العربية"), TITLES[path], strict=True):
        page = open_page(path, words=name)
        assert [one.value for one in page.title] == [title]
        assert charts(page) == charts(english)
        assert not {one.value for one in english.header} & {one.value for one in page.header}
        assert not figures(english).keys() & figures(page).keys()
        assert not {one.label for one in english.sidebar.selectbox if one.key != tongue.KEY} & {
            one.label for one in page.sidebar.selectbox
        }
        heads = [{key for row in rows(one) for key in row} for one in (english, page)]
        assert heads[0] & heads[1] <= {"CSAT"}
        chosen = [
            {
                one.label: set(one.options)
                for one in drawn.main.selectbox
                if one.key in ("which", f"take-{path}")
            }
            for drawn in (english, page)
        ]
        assert chosen[0] and not chosen[0].keys() & chosen[1].keys()
        assert not set().union(*chosen[0].values()) & set().union(*chosen[1].values())


def test_figures_of_a_page_are_written_as_its_language_writes_them(busy):
    page = open_page("translation", words="Português")
    assert figures(page)["Espera, mediana"] == "3,0 s"
    assert "inglês → português" in text(page)


@pytest.mark.parametrize("chosen", ["Last 7 days", "Últimos 7 dias", "آخر 7 أيام"])
def test_a_link_is_read_in_whichever_language_it_was_made(busy, chosen):
    page = open_page("overview", range=chosen, words="Português")
    assert page.sidebar.selectbox(key="range").value == "7d"
    assert "Últimos 7 dias" in text(page)


def test_what_was_chosen_stays_when_the_language_is_changed(busy):
    page = open_page("overview", range="Last 7 days", lang="Portuguese")
    page.sidebar.selectbox(key=tongue.KEY).set_value("Deutsch").run()
    assert not page.exception
    assert [one.value for one in page.title] == ["Übersicht"]
    assert page.sidebar.selectbox(key="range").value == "7d"
    assert page.sidebar.multiselect(key="lang").value == ["pt"]


@pytest.mark.parametrize(
    ("account", "wanted"), [("fr", "Vue d’ensemble"), ("ja", "Overview"), (None, "Overview")]
)
def test_an_account_that_speaks_another_language_is_spoken_to_in_it(busy, monkeypatch, account, wanted):
    monkeypatch.setattr(tongue, "_account", lambda chat, session: account)
    monkeypatch.setattr(tongue, "SESSION", "none")
    monkeypatch.setattr(type(tongue.st.context), "cookies", {"none": "session"})
    assert [one.value for one in open_page("overview").title] == [wanted]


@pytest.mark.parametrize(
    ("asked", "lang", "direction", "title"),
    [
        ("pt-BR,pt;q=0.9,en;q=0.8", "pt", "ltr", "Entre primeiro"),
        ("ja, ar;q=0.5", "ar", "rtl", "سجّل الدخول أولًا"),
        ("", "en", "ltr", "Sign in first"),
    ],
)
def test_who_is_refused_is_told_so_in_the_language_of_their_browser(url, asked, lang, direction, title):
    answer = httpx.get(url, headers={"accept-language": asked})
    assert answer.status_code == 401
    assert f'<html lang="{lang}" dir="{direction}">' in answer.text
    assert f"<h1>{title}</h1>" in answer.text
