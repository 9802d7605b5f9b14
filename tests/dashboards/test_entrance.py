"""Who gets into the dashboard, as a real chat says: nobody else sees anything, and who may no more is out."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from streamlit.testing.v1 import AppTest

from dashboards import gate as gates
from dashboards.api.routes import Api
from dashboards.entrance import ALIVE, Entrance
from dashboards.gate import PASS, SESSION, Gate
from dashboards.place import PATHS
from dashboards.viewer import HEADER, Organisation, Viewer, written
from tests.api.serving import Guest, Served, serving
from tests.api.town import join
from tests.authenticator import Authenticator
from tests.ports import free_port
from wire import operator
from wire.contracts.settings import Settings

BOARD = "http://127.0.0.1:8501"
PATIENCE_S = 60
CASA = Viewer(organisations=(Organisation("casa", "Casa"),))


@pytest.fixture(scope="module")
def served(fresh_valkey: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(Settings(home=tmp_path_factory.mktemp("asked"), redis_url=fresh_valkey)) as one:
        yield one


@pytest.fixture(scope="module")
def owner(served: Served) -> Guest:
    return Guest(served, "Olga", "en")


@pytest.fixture(scope="module")
def casa(owner: Guest) -> dict[str, str]:
    return dict(owner.http.post("/api/organisations", json={"name": "Casa Çedilha", "language": "pt"}).json())


@pytest.fixture
def in_role(served: Served, owner: Guest, casa: dict[str, str]) -> Callable[[str], Guest]:
    def made(role: str) -> Guest:
        guest = Guest(served, f"Ro{role}", "en")
        join(owner.http, f"/api/organisations/{casa['id']}", guest, role)
        return guest

    return made


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


def cookie(**values: str) -> dict[str, str]:
    return {"cookie": "; ".join(f"{name}={value}" for name, value in values.items())}


async def behind(scope, receive, send) -> None:
    """In place of Streamlit: a page; a socket that stays until its browser goes."""
    if scope["type"] == "http":
        await PlainTextResponse("numbers")(scope, receive, send)
        return
    await send({"type": "websocket.accept", "headers": HTTPConnection(scope).headers.raw})
    while (await receive())["type"] != "websocket.disconnect":
        pass


def entrance(chat: str, home: Path) -> Entrance:
    return Entrance(behind, Gate(chat, home), Api(home / "lake"), PATHS, every_s=0.05)


async def asked(door: Entrance, path: str, headers: dict[str, str], method: str = "GET") -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(door), base_url=BOARD) as client:
        return await client.request(method, path, headers=headers)


@asynccontextmanager
async def socket(door: Entrance, headers: dict[str, str]):
    """A browser's socket: what it is told, and who it is said to be."""
    told: asyncio.Queue[dict[str, object]] = asyncio.Queue()
    gone: asyncio.Queue[dict[str, object]] = asyncio.Queue()

    async def send(message):
        await told.put(message)
        if message["type"] == "websocket.close":
            await gone.put({"type": "websocket.disconnect", "code": 1008})

    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "websocket", "path": "/_stcore/stream", "headers": raw, "query_string": b""}
    task = asyncio.create_task(door(scope, gone.get, send))
    try:
        yield told
    finally:
        await gone.put({"type": "websocket.disconnect", "code": 1001})
        async with asyncio.timeout(PATIENCE_S):
            await task


async def told_next(told: "asyncio.Queue[dict[str, object]]") -> dict[str, object]:
    async with asyncio.timeout(PATIENCE_S):
        return await told.get()


def who(accepted: dict[str, object]) -> bytes:
    return next(value for name, value in accepted["headers"] if name == HEADER.encode())


@pytest.mark.parametrize("path", ["/", "/overview", "/static/js/a.js", "/media/x.csv", "/_stcore/health"])
@pytest.mark.parametrize("sent", [{}, cookie(**{SESSION: "guess"}), cookie(**{PASS: "guess"})], ids=str)
def test_a_stranger_gets_nothing(served, home, path, sent):
    for method in ("GET", "HEAD"):
        found = asyncio.run(asked(entrance(served.url, home), path, sent, method))
        assert found.status_code == 401
        assert "numbers" not in found.text


@pytest.mark.parametrize(
    "sent", [{}, cookie(**{SESSION: "guess"}), {HEADER: written(Viewer(operator=True)).decode()}], ids=str
)
def test_a_stranger_opens_no_socket(served, home, sent):
    async def story():
        async with socket(entrance(served.url, home), sent) as told:
            assert (await told_next(told))["type"] == "websocket.close"

    asyncio.run(story())


def test_who_lacks_the_second_factor_that_is_asked_for_is_told_so(served, home, monkeypatch):
    owner, analyst, app = Guest(served, "Oda", "en"), Guest(served, "Ali", "en"), Authenticator(monkeypatch)
    made = owner.http.post("/api/organisations", json={"name": "Sure", "language": "en"}).json()
    where = f"/api/organisations/{made['id']}"
    join(owner.http, where, analyst, "analyst")
    begun = owner.http.post("/api/me/second-factor", json={"password": "long enough"}).json()
    app.secret = begun["secret"]
    assert owner.http.put("/api/me/second-factor", json={"code": app.code()}).status_code == 200
    ask = {"second_factor_from": "2026-01-01T00:00:00Z"}
    assert owner.http.patch(where, json=ask).status_code == 200
    assert (
        asyncio.run(asked(entrance(served.url, home), "/", cookie(**{SESSION: owner.token}))).status_code
        == 200
    )
    found = asyncio.run(asked(entrance(served.url, home), "/", cookie(**{SESSION: analyst.token})))
    assert found.status_code == 403 and "two-step sign-in" in found.text


def test_the_operators_page_tells_of_the_parts_of_a_chat_that_runs(served, root, looks):
    def page() -> None:
        from dashboards.app import show_health

        show_health()

    sys.argv[1:] = [f"--chat={served.url}"]
    shown = AppTest.from_function(page, default_timeout=120).run()
    (parts, *_) = [one.proto.body for one in shown.get("html") if "<table>" in one.proto.body]
    assert "<td>Broker</td><td>well</td>" in parts and "<td>Worker</td><td>absent</td>" in parts
    german = AppTest.from_function(page, default_timeout=120)
    german.query_params["words"] = "Deutsch"
    (parts, *_) = [one.proto.body for one in german.run().get("html") if "<table>" in one.proto.body]
    assert "<td>in Ordnung</td>" in parts and "keiner läuft" in parts, "and details are told, too"
    looks(CASA)
    assert "Sign in first" in AppTest.from_function(page, default_timeout=120).run().error[0].value
    looks(Viewer(operator=True))
    sys.argv[1:] = [f"--chat=http://127.0.0.1:{free_port()}"]
    assert "does not answer" in AppTest.from_function(page, default_timeout=120).run().error[0].value


def test_that_it_runs_is_said_to_anybody(home):
    found = asyncio.run(asked(entrance("http://127.0.0.1:1", home), ALIVE, {}))
    assert (found.status_code, found.text) == (200, "ok")


@pytest.mark.parametrize("role", ["analyst", "admin"])
def test_who_has_the_role_sees_that_organisation_whatever_the_browser_says(served, home, casa, in_role, role):
    sent = cookie(**{SESSION: in_role(role).token}) | {HEADER: written(Viewer(operator=True)).decode()}
    expected = written(Viewer(organisations=(Organisation(casa["id"], casa["name"]),)))

    async def story():
        door = entrance(served.url, home)
        assert (await asked(door, "/", sent)).text == "numbers"
        async with socket(door, sent) as told:
            accepted = await told_next(told)
        assert [value for name, value in accepted["headers"] if name == HEADER.encode()] == [expected]

    asyncio.run(story())


def test_an_agent_and_who_is_in_no_organisation_are_told_so(served, home, in_role):
    for guest in (in_role("agent"), Guest(served, "Alone", "en")):
        found = asyncio.run(asked(entrance(served.url, home), "/", cookie(**{SESSION: guest.token})))
        assert found.status_code == 403
        assert "no owner, admin or analyst" in found.text


def leaves(guest: Guest, owner: Guest, casa: dict[str, str]) -> None:
    assert guest.http.delete("/api/sessions").status_code == 204


def demoted(guest: Guest, owner: Guest, casa: dict[str, str]) -> None:
    path = f"/api/organisations/{casa['id']}/members/{guest.id}"
    assert owner.http.patch(path, json={"role": "agent"}).status_code == 200


@pytest.mark.parametrize("what", [leaves, demoted])
def test_who_signs_out_elsewhere_or_loses_the_role_is_put_out(
    served, home, casa, owner, in_role, what, monkeypatch
):
    monkeypatch.setattr(gates, "KEPT_S", 0.0)
    guest = in_role("analyst")

    async def story():
        async with socket(entrance(served.url, home), cookie(**{SESSION: guest.token})) as told:
            assert (await told_next(told))["type"] == "websocket.accept"
            await asyncio.to_thread(what, guest, owner, casa)
            closed = await told_next(told)
            assert (closed["type"], closed["code"]) == ("websocket.close", 1008)

    asyncio.run(story())


def test_a_chat_that_does_not_answer_lets_nobody_in_but_the_operator(home):
    door = entrance(f"http://127.0.0.1:{free_port()}", home)
    found = asyncio.run(asked(door, "/", cookie(**{SESSION: "held"})))
    assert found.status_code == 503 and "does not answer" in found.text
    by_link = asyncio.run(asked(door, operator.new_link(home, BOARD), {}))
    assert asyncio.run(asked(door, "/", cookie(**dict(by_link.cookies)))).text == "numbers"


def test_a_link_opens_once_and_its_cookie_stays_with_the_browser(served, home):
    async def story():
        door, link = entrance(served.url, home), operator.new_link(home, BOARD)
        assert (await asked(door, link, {}, "HEAD")).status_code == 403, "a look at it spends nothing"
        first = await asked(door, link, {})
        assert (first.status_code, first.headers["location"]) == (303, "/")
        said = first.headers["set-cookie"].lower()
        assert "httponly" in said and "samesite=strict" in said and "secure" not in said
        again = await asked(door, link, {})
        assert again.status_code == 403 and "has been used" in again.text
        assert not again.cookies
        return door, cookie(**{PASS: first.cookies[PASS]})

    door, passed = asyncio.run(story())

    async def put_out():
        async with socket(door, passed) as told:
            assert who(await told_next(told)) == written(Viewer(operator=True))
            for path in operator.folder(home).iterdir():
                path.unlink()
            assert (await told_next(told))["type"] == "websocket.close"
        assert (await asked(door, "/", passed)).status_code == 401

    asyncio.run(put_out())


def test_by_https_the_cookie_stays_with_https(home):
    link = operator.new_link(home, BOARD)
    found = asyncio.run(asked(entrance("http://chat", home), link, {"x-forwarded-proto": "https"}))
    assert "secure" in found.headers["set-cookie"].lower()


@pytest.mark.parametrize(
    ("chat", "shown"),
    [("http://127.0.0.1:8000", "http://board.local:8000"), ("https://chat.example", "https://chat.example")],
)
def test_a_stranger_is_shown_the_chat_at_the_name_by_which_cookies_come(home, chat, shown):
    found = asyncio.run(asked(entrance(chat, home), "/", {"host": "board.local:8501"}))
    assert f'href="{shown}"' in found.text


def test_a_page_full_of_files_asks_the_chat_once(home, monkeypatch):
    calls: list[str] = []

    async def ask(self: Gate, session: str) -> Viewer:
        calls.append(session)
        await asyncio.sleep(0)
        return Viewer(organisations=(Organisation("1", "Casa"),))

    monkeypatch.setattr(Gate, "_ask", ask)
    monkeypatch.setattr(gates, "MOST_KEPT", 2)
    monkeypatch.setattr(gates, "KEPT_S", 3600.0)

    async def story():
        gate = Gate("http://chat", home)
        every: list[Awaitable[Viewer]] = [gate.viewer({SESSION: "a"}) for _ in range(30)]
        await asyncio.gather(*every)
        assert calls == ["a"]
        for name in ("b", "c", "a"):
            await gate.viewer({SESSION: name})
        assert calls == ["a", "b", "c", "a"], "no more are kept than there is room for"

    asyncio.run(story())
