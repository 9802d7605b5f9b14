"""Engine `remote`: through httpx's own stand-in for a server."""

import json
import logging
import time
from types import SimpleNamespace

import httpx
import pytest

from nlp.engines.remote import server as remote_server
from nlp.engines.remote.engine import BATCH, RemoteEngine
from nlp.errors import EngineMissing
from wire.contracts.errors import SettingsError
from wire.contracts.settings import Settings

KEY = "key-that-nobody-may-see"
LANGUAGES = [
    {"code": "en", "name": "English", "targets": ["de", "en", "pt-BR", "zh-Hans"]},
    {"code": "de", "name": "German", "targets": ["en"]},
    {"code": "pt-BR", "name": "Portuguese", "targets": ["en", "de"]},
    {"code": "zh-Hans", "name": "Chinese", "targets": ["en"]},
]


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    """Between tries; and a machine that is slow is no server that is away."""
    for limit in ("CONNECT_SECONDS", "ANSWER_SECONDS", "LIST_SECONDS"):
        monkeypatch.setattr(remote_server, limit, 60.0)
    monkeypatch.setattr(remote_server, "FIRST_WAIT", 0.001)
    monkeypatch.setattr(remote_server, "LONGEST_WAIT", 0.01)


def settings(home, url="http://translate.example:5000/api", **more) -> Settings:
    return Settings(home=home, remote_url=url, remote_key=KEY, **more)


class Stand:
    """Answers as LibreTranslate does: each text in capitals. `troubles` come first, one per question."""

    def __init__(self, *troubles) -> None:
        self.troubles = list(troubles)
        self.questions: list[dict] = []
        self.lists = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/languages"):
            self.lists += 1
            return httpx.Response(200, json=LANGUAGES)
        question = json.loads(request.content)
        self.questions.append(question)
        if self.troubles:
            trouble = self.troubles.pop(0)
            if isinstance(trouble, Exception):
                raise trouble
            return trouble if isinstance(trouble, httpx.Response) else httpx.Response(trouble)
        if any("refuse" in text for text in question["q"]):
            return httpx.Response(400, json={"error": "no"})
        return httpx.Response(200, json={"translatedText": [text.upper() for text in question["q"]]})


def engine_of(home, stand, **more) -> RemoteEngine:
    return RemoteEngine(settings(home, **more), httpx.MockTransport(stand))


def test_texts_go_in_one_question_and_come_back_in_order_with_lines_and_blanks(tmp_path):
    stand = Stand()
    engine = engine_of(tmp_path, stand)
    done = engine.translate("en", "de", ["  good day\n\nfriend ", "", "good day"])
    assert [one.text for one in done] == ["  GOOD DAY\n\nFRIEND ", "", "GOOD DAY"]
    (question,) = stand.questions
    assert question == {
        "q": ["good day", "friend"],
        "source": "en",
        "target": "de",
        "format": "text",
        "api_key": KEY,
    }
    assert {(one.engine, one.model) for one in done} == {("remote", "translate.example")}


def test_many_texts_go_in_several_questions(tmp_path):
    stand = Stand()
    texts = [f"text {number}" for number in range(2 * BATCH + 1)]
    done = engine_of(tmp_path, stand).translate("en", "de", texts)
    assert [one.text for one in done] == [text.upper() for text in texts]
    assert [len(question["q"]) for question in stand.questions] == [BATCH, BATCH, 1]


def test_edges_are_what_the_server_offers_asked_once_and_not_before(tmp_path):
    stand = Stand()
    engine = engine_of(tmp_path, stand)
    assert stand.lists == 0
    pairs = {(edge.source, edge.target): edge for edge in engine.edges()}
    engine.edges()
    assert stand.lists == 1
    assert set(pairs) == {
        ("en", "de"), ("en", "pt"), ("en", "zh"), ("de", "en"), ("pt", "en"), ("pt", "de"), ("zh", "en")
    }  # fmt: skip
    assert pairs["pt", "de"].quality < pairs["pt", "en"].quality


def test_it_asks_with_the_codes_of_the_server(tmp_path):
    stand = Stand()
    engine_of(tmp_path, stand).translate("pt", "de", ["oi"])
    assert (stand.questions[0]["source"], stand.questions[0]["target"]) == ("pt-BR", "de")


def test_languages_of_the_settings_go_first_and_nothing_is_asked(tmp_path):
    stand = Stand()
    engine = engine_of(tmp_path, stand, remote_languages=("en", "ja", "zh-Hans"))
    assert {(edge.source, edge.target) for edge in engine.edges()} == {
        ("en", "ja"), ("ja", "en"), ("en", "zh"), ("zh", "en"), ("ja", "zh"), ("zh", "ja")
    }  # fmt: skip
    engine.translate("en", "zh", ["hi"])
    assert stand.lists == 0 and stand.questions[0]["target"] == "zh-Hans"


def test_a_server_that_is_away_is_known_by_what_it_said_before(tmp_path):
    def away(request):
        raise httpx.ConnectError("refused")

    assert engine_of(tmp_path, away).edges() == ()
    known = engine_of(tmp_path, Stand()).edges()
    assert engine_of(tmp_path, away).edges() == known
    other = RemoteEngine(settings(tmp_path, "http://other.example"), httpx.MockTransport(away))
    assert other.edges() == ()


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_server_is_asked_again(tmp_path, status):
    stand = Stand(status, httpx.ReadTimeout("slow"))
    (done,) = engine_of(tmp_path, stand).translate("en", "de", ["hi"])
    assert done.text == "HI"
    assert len(stand.questions) == 3


def test_retry_after_is_honoured_but_not_for_ever(tmp_path, monkeypatch):
    monkeypatch.setattr(remote_server, "LONGEST_WAIT", 0.3)
    stand = Stand(httpx.Response(429, headers={"retry-after": "3600"}))
    began = time.monotonic()
    (done,) = engine_of(tmp_path, stand).translate("en", "de", ["hi"])
    assert done.text == "HI"
    assert 0.25 < time.monotonic() - began < 600  # asked for: an hour


@pytest.mark.parametrize(
    ("trouble", "why"),
    [
        (403, "403"),
        (500, "500"),
        (httpx.ReadTimeout("slow"), "in time"),
        (httpx.ConnectError("no route"), "cannot be reached"),
        (httpx.Response(200, text="<html>"), "not JSON"),
        (httpx.Response(200, json={"translatedText": ["one", "two"]}), "one translation per text"),
        (httpx.Response(200, json=["nonsense"]), "one translation per text"),
    ],
)
def test_trouble_is_a_failed_rendering_and_never_an_error(tmp_path, trouble, why):
    stand = Stand(*[trouble] * 3)
    (done,) = engine_of(tmp_path, stand).translate("en", "de", ["hi"])
    assert done.text is None
    assert why in done.problem
    assert len(stand.questions) <= 3


def test_one_refused_text_fails_no_other(tmp_path):
    done = engine_of(tmp_path, Stand()).translate("en", "de", ["hi", "refuse this", "bye"])
    assert [one.text for one in done] == ["HI", None, "BYE"]
    assert "400" in done[1].problem


def test_after_failures_in_a_row_it_is_left_alone_then_tried_with_one_question(tmp_path, monkeypatch):
    later = 0.0
    clock = SimpleNamespace(time=lambda: time.time() + later)
    monkeypatch.setattr(
        "purgatory.domain.model.time", clock
    )  # what counts the rest: nobody waits half a minute
    stand = Stand(*[503] * 4)
    engine = engine_of(tmp_path, stand)
    assert engine.translate("en", "de", ["one"])[0].text is None
    assert len(stand.questions) == 3
    resting = engine.translate("en", "de", ["two"])[0]
    assert "left alone" in resting.problem
    assert len(stand.questions) == 3
    later = remote_server.REST_SECONDS + 1
    assert engine.translate("en", "de", ["three"])[0].text is None  # one probe, which fails
    assert len(stand.questions) == 4
    later *= 2
    assert engine.translate("en", "de", ["four"])[0].text == "FOUR"
    assert engine.translate("en", "de", ["five"])[0].text == "FIVE"


def test_refused_texts_do_not_count_as_failures(tmp_path):
    engine = engine_of(tmp_path, Stand())
    for _ in range(10):
        assert engine.translate("en", "de", ["refuse this"])[0].text is None
    assert engine.translate("en", "de", ["hi"])[0].text == "HI"


def test_a_pair_that_is_not_offered_is_refused(tmp_path):
    with pytest.raises(EngineMissing, match="does not offer de>zh"):
        engine_of(tmp_path, Stand()).translate("de", "zh", ["hallo"])


@pytest.mark.parametrize("url", ["ftp://a.example", "translate.example", "http:///path", "http://host:port"])
def test_an_address_that_cannot_be_is_refused_without_saying_it(tmp_path, url):
    with pytest.raises(SettingsError, match="DUOLOGUE_REMOTE_URL") as caught:
        RemoteEngine(settings(tmp_path, url))
    assert url not in str(caught.value)


@pytest.mark.parametrize("trouble", [403, 500, httpx.ConnectError("no"), httpx.Response(200, text="x")])
def test_key_and_password_are_nowhere(tmp_path, caplog, trouble):
    caplog.set_level(logging.DEBUG)
    known = settings(tmp_path, "https://me:secret-word@translate.example/x")
    engine = RemoteEngine(known, httpx.MockTransport(Stand(*[trouble] * 3)))
    said = repr(known.remote_key and engine) + engine.place + "".join(edge.model for edge in engine.edges())
    said += str(engine.translate("en", "de", ["my own text"])) + caplog.text
    assert KEY not in said and "secret-word" not in said
    assert "my own text" not in caplog.text
    assert KEY not in repr(known)


def test_an_answer_without_end_is_too_large(tmp_path, monkeypatch):
    engine = engine_of(tmp_path, Stand(httpx.Response(200, json={"translatedText": ["x" * 20]})))
    assert engine.edges()
    monkeypatch.setattr(remote_server, "LARGEST", 20)
    (done,) = engine.translate("en", "de", ["hi"])
    assert done.text is None and "too large" in done.problem
