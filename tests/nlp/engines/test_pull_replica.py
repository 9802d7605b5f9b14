"""A registry of the size and manners of the public one: a thousand records, pages, an ETag, split words."""

import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from nlp.engines.firefox.engine import FirefoxEngine
from nlp.errors import PullFailed
from nlp.provisioning.install import manifest_of
from nlp.provisioning.pull import pull
from tests.nlp.engines import pulling
from tests.nlp.engines.mirror import Handler, Server, serving
from tests.nlp.engines.pulling import installed, quiet, says_good_evening
from tests.nlp.engines.test_pull_registry import lay_out

no_network, home_settings = pulling.no_network, pulling.home_settings

RECORDS, PAGE = 1000, 300
LIST = "/v1/buckets/main/collections/translations-models-v2/records"
LANGUAGES = [first + second for first in "bcdefghij" for second in "klmopqruv"]


class Replica(Server):
    """Remote Settings as its documentation has it. `changed`: what its ETag is made of."""

    def __init__(self, folder: Path, records: list[dict[str, object]]) -> None:
        super().__init__(folder)
        self.RequestHandlerClass = Answering
        self.records, self.changed = records, 1_700_000_000_000
        self.elsewhere, self.endless = False, False
        self.sent: list[int] = []
        """How many records were sent with each answer; 0: it was still so."""


class Answering(Handler):
    server: Replica

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if url.path == "/v1/":
            root = {"capabilities": {"attachments": {"base_url": self.server.url + "/"}}}
            self._answer(200, json.dumps(root).encode())
        elif url.path != LIST:
            super().do_GET()
        else:
            self._list(int(parse_qs(url.query).get("_token", ["0"])[0]))

    def _list(self, start: int) -> None:
        etag = f'"{self.server.changed}"'
        if self.headers.get("if-none-match") == etag:
            self.server.sent.append(0)
            self._answer(304, b"", {"etag": etag})
            return
        part = [] if self.server.endless else self.server.records[start : start + PAGE]
        self.server.sent.append(len(part))
        headers = {"etag": etag, "content-type": "application/json"}
        if self.server.endless or start + PAGE < len(self.server.records):
            host = "http://127.0.0.1:9" if self.server.elsewhere else self.server.url
            following = 0 if self.server.endless else start + PAGE
            headers["next-page"] = f"{host}{LIST}?_token={following}"
        self._answer(200, json.dumps({"data": part}).encode(), headers)


def filled(own: list[dict[str, object]]) -> list[dict[str, object]]:
    """As many records as the registry has, ours among the last, with all fields that it serves."""
    others = []
    for number in range(RECORDS - len(own)):
        language = LANGUAGES[number // 6 % len(LANGUAGES)]
        place = f"main-workspace/translations-models-v2/{number:036x}.zst"
        others.append(
            own[number % 3]
            | {"sourceLanguage": "en", "targetLanguage": language, "version": f"{1 + number // 600}.0"}
            | {"attachment": {"hash": "0" * 64, "size": 1, "filename": "x.zst", "location": place}}
        )
    numbered = enumerate([*others, *own])
    return [
        {"id": f"{number:036x}", "schema": 1_700_000_000_000, "last_modified": number, "variant": None}
        | {"filter_expression": ""}
        | one
        for number, one in numbered
    ]


def split(records: list[dict[str, object]]) -> list[dict[str, object]]:
    """Each vocabulary as two, as Chinese, Japanese and Korean have them."""
    found = []
    for one in records:
        kinds = ("srcvocab", "trgvocab") if one["fileType"] == "vocab" else (None,)
        found += [
            one
            if kind is None
            else one | {"fileType": kind, "name": str(one["name"]).replace("vocab", kind, 1)}
            for kind in kinds
        ]
    return found


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    folder = tmp_path_factory.mktemp("replica")
    return folder, split(lay_out(folder, "enpt", "en", "gl")) + lay_out(folder, "pten", "gl", "en")


@pytest.fixture
def replica(stored):
    folder, own = stored
    with serving(Replica(folder, filled(own))) as server:
        yield server


def ask(home_settings, replica, **options):
    pull(home_settings, ["gl"], quiet, sources=[replica.url + LIST], **options)


def test_a_model_on_the_last_page_is_found_and_the_list_is_not_sent_twice(home_settings, replica):
    ask(home_settings, replica)
    assert says_good_evening(home_settings)
    assert {file.name.split(".")[0] for file in manifest_of(installed(home_settings) / "en-gl").files} == {
        "model",
        "lex",
        "srcvocab",
        "trgvocab",
    }
    pairs = {(edge.source, edge.target) for edge in FirefoxEngine(home_settings.models_path).edges()}
    assert {("en", "gl"), ("gl", "en")} <= pairs
    assert replica.sent == [PAGE, PAGE, PAGE, RECORDS - 3 * PAGE]
    ask(home_settings, replica, update=True)
    assert replica.sent[4:] == [0], "it is still so"
    replica.changed += 1
    ask(home_settings, replica, update=True)
    assert sum(replica.sent) == 2 * RECORDS


def test_a_variant_and_what_is_for_some_browsers_come_after_the_usual(home_settings, replica, stored):
    _, own = stored
    trial = [one | {"version": "3.0", "variant": "trial"} for one in own]
    some = [one | {"version": "9.0", "filter_expression": "env.channel == 'nightly'"} for one in own]
    replica.records = [*trial, *some, *own]
    ask(home_settings, replica)
    assert manifest_of(installed(home_settings) / "en-gl").version == "3.0"


@pytest.mark.parametrize(("lie", "said"), [("elsewhere", "another server"), ("endless", "does not end")])
def test_a_list_that_leads_away_or_never_ends_is_refused(home_settings, replica, lie, said):
    setattr(replica, lie, True)
    with pytest.raises(PullFailed, match=said):
        ask(home_settings, replica)
