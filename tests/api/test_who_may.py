"""Every door, tried by everybody: cases made from the OpenAPI document and the frames; none is forgotten."""

from __future__ import annotations

import asyncio
import re
from typing import Any, get_args

import httpx
import msgspec
import pytest

from service.api.socket.visitors import MAY_SEND
from service.identity.roles import MAY, ROLES
from service.realtime.frames import FromClient, Hello, Ping
from tests.api.bringing import sent_file
from tests.api.described import schema
from tests.api.doors import BOT, FRAMES, ORGANISATION, RULES, WEBHOOKS
from tests.api.rule import Rule
from tests.api.serving import UNBOUNDED, Guest, live, opened, serving
from tests.api.town import Town, channel_of, join
from tests.api.visitors import Visitor, visiting
from tests.store.databases import SQLITE
from tests.store.plans import statements, walked
from wire.contracts.settings import Settings

VISITORS = ("visitor", "other_visitor")
STRANGE = ("other_visitor", "neighbour")
"""To a visitor: one of another organisation, and one of the same channel."""
REFUSED = {"not_signed_in", "not_yours", "role_lacks"}


def operations() -> list[tuple[str, str]]:
    paths = schema()["paths"]
    return sorted((method.upper(), path) for path, known in paths.items() for method in known)


OPERATIONS = operations()


@pytest.fixture(scope="module")
def town(valkey: str, tmp_path_factory: pytest.TempPathFactory):
    home = tmp_path_factory.mktemp("town")
    with serving(Settings(home=home, redis_url=valkey, limits=UNBOUNDED)) as served:
        names = ("ana", "bob", "stranger", "rival", "spare", *ROLES)
        people = {one: Guest(served, f"Mx{one}", "en") for one in names}
        owner_guest = people["owner"]
        owner, conversation = owner_guest.http, people["ana"].talk_to(people["bob"])
        direct = {
            "conversation_id": conversation,
            "message_id": people["ana"].post(conversation, "hello")["id"],
        }
        found = owner.post("/api/organisations", json={"name": "Casa", "language": "pt"}).json()
        where = f"/api/organisations/{found['id']}"
        for role in ROLES[1:]:
            join(owner, where, people[role], role)
        rival = people["rival"].http.post("/api/organisations", json={"name": "Rival", "language": "pt"})
        rivals = f"/api/organisations/{rival.json()['id']}"
        contact = owner.post(f"{where}/contacts", json={"name": "Zoe", "language": "fr"}).json()["id"]
        service = owner.post(f"{where}/contacts/{contact}/conversations").json()["id"]
        said = owner.post(
            f"/api/conversations/{service}/contact/messages", json={"text": "salut", "client_id": "1"}
        ).json()["id"]
        service_ids = {"organisation_id": found["id"], "contact_id": contact}
        service_ids |= {"conversation_id": service, "message_id": said}
        direct["file_id"] = sent_file(people["ana"], conversation)
        service_ids["file_id"] = sent_file(owner_guest, service)
        keys = {
            "visitor": channel_of(owner, where),
            "other_visitor": channel_of(people["rival"].http, rivals),
        }
        keys["neighbour"] = keys["visitor"]
        visitors = {one: Visitor(served, key) for one, key in keys.items()}
        visited = {"key": keys["visitor"], "conversation_id": visitors["visitor"].conversation()}
        visited["message_id"] = visitors["visitor"].post(visited["conversation_id"], "hola")["id"]
        visited["file_id"] = sent_file(visitors["visitor"], visited["conversation_id"])
        ids = {"direct": visited | service_ids | direct, "service": service_ids, "visited": visited}
        yield Town(served, people, visitors, ids)


def test_every_door_has_a_rule():
    assert set(OPERATIONS) == set(RULES), "name it in tests/api/doors.py"
    assert set(get_args(FromClient)) == set(FRAMES), "name it in tests/api/doors.py"


def expected(rule: Rule, kind: str) -> dict[str, str | None]:
    """What each is refused with; null: nothing. A visitor's token opens no door but a visitor's."""
    visitors: dict[str, str | None] = dict.fromkeys(VISITORS)
    if rule.whose == "anybody":
        return visitors | _expected(rule, kind)
    if rule.whose in ("visitor", "visited"):
        refused = dict.fromkeys(STRANGE, "not_yours") if rule.whose == "visited" else {}
        accounts = ("nobody", "ana", "bob", "stranger", "rival", *ROLES)
        return dict.fromkeys(accounts, "not_signed_in") | visitors | refused
    return dict.fromkeys(VISITORS, "not_signed_in") | _expected(rule, kind)


def _expected(rule: Rule, kind: str) -> dict[str, str | None]:
    everybody = dict.fromkeys(("ana", "bob", "stranger", "rival", *ROLES))
    if rule.whose == "anybody":
        return {"nobody": None} | everybody
    if rule.whose == "account":
        return {"nobody": "not_signed_in"} | everybody
    if rule.whose == "own":
        return {"nobody": "not_signed_in"} | dict.fromkeys(everybody, "not_yours") | {"ana": None}
    outside = {"nobody": "not_signed_in"} | dict.fromkeys(everybody, "not_yours")
    if rule.whose == "written":
        lacking = {role: "role_lacks" for role in ROLES if role not in MAY["converse"]}
        return outside | ({"ana": None} if kind == "direct" else lacking)
    if kind == "direct":
        return outside | {"ana": None, "bob": None}
    action = rule.action or "converse"
    return outside | {role: None if role in MAY[action] else "role_lacks" for role in ROLES}


def kinds(rule: Rule) -> tuple[str, ...]:
    if rule.whose in ("visitor", "visited"):
        return ("visited",)
    if rule.whose in ("organisation", "contact", "served"):
        return ("service",)
    both = ("conversation", "message", "written", "file")
    return ("direct", "service") if rule.whose in both else ("direct",)


def code_of(answer: httpx.Response) -> str | None:
    """Of a refusal; an answer to HEAD has no body, and its status says which of these it is."""
    if answer.status_code < 400:
        return None
    if answer.request.method == "HEAD":
        return {401: "not_signed_in", 403: "not_yours", 404: "not_found"}.get(answer.status_code, "other")
    found = answer.json().get("code")  # what health is like is no refusal
    return None if found is None else str(found)


CASES = [(*one, kind) for one in OPERATIONS if one in RULES for kind in kinds(RULES[one])]


@pytest.mark.parametrize(("method", "path", "kind"), CASES)
def test_a_door_opens_to_whom_it_is_for(town: Town, method, path, kind):
    rule = RULES[method, path]
    wanted = expected(rule, kind)
    names = None
    for who in sorted(wanted, key=lambda one: wanted[one] is None):  # who may comes last
        names = names or town.names(method, path, rule, kind)
        answer = town.call(who, method, path, rule, kind, names)
        names = None if wanted[who] is None else names  # used up
        code = code_of(answer)
        where = f"{who}: {method} {path} ({kind}) answered {answer.status_code} {code}"
        assert answer.status_code not in (405, 500), where
        if wanted[who] is None:
            assert code not in REFUSED, where
        elif rule.whose == "own":
            assert code in (wanted[who], "not_found"), where
        else:
            assert code == wanted[who], where


def test_no_door_to_read_by_walks_through_what_grows(town: Town):
    """With a hundred thousand conversations each of these would be as slow for all as for who has them."""
    owner = town.people["owner"].http
    with statements() as executed:
        for method, path, kind in CASES:
            rule = RULES[method, path]
            if method == "GET":
                who = [one for one, code in expected(rule, kind).items() if code is None]
                town.call(who[-1] if kind != "direct" else who[0], method, path, rule, kind)
        for view in ("waiting", "mine", "all", "resolved"):
            owner.get("/api/desk/conversations", params={"view": view}).raise_for_status()
    assert len(executed) > 100
    database = town.served.settings.home / SQLITE
    assert walked(database, executed) == {}
    assert walked(database, {"SELECT m.id FROM messages AS m WHERE m.text = 'a'": ()}), "a walk is seen"


def test_nobody_speaks_for_the_side_of_a_person(town: Town):
    rule = RULES["POST", "/api/conversations/{conversation_id}/contact/messages"]
    path = "/api/conversations/{conversation_id}/contact/messages"
    for who, code in {"ana": "not_found", "bob": "not_found", "owner": "not_yours"}.items():
        assert town.call(who, "POST", path, rule, "direct").json()["code"] == code


FRAME_CASES = [
    (frame, kind)
    for frame in get_args(FromClient)
    if frame in FRAMES
    for kind in (("direct", "service") if FRAMES[frame][0] != "account" else ("direct",))
]


@pytest.mark.parametrize(("frame", "kind"), FRAME_CASES)
def test_a_frame_does_what_it_says_for_whom_it_is_for(town: Town, frame: type, kind):
    whose, body = FRAMES[frame]
    tag: Any = msgspec.inspect.type_info(frame).tag
    names = town.ids[kind]
    about = {"conversation": "conversation_id", "message": "message_id", "written": "message_id"}.get(whose)
    sent = {"type": tag} | body | ({about: names[about]} if about else {})

    async def told(who: str) -> str | None:
        """The code of the error that comes before the answer to a ping."""
        async with live(town.served, town.people[who].token) as socket:
            socket.seen.clear()
            await socket.send(**sent)
            await socket.send(type="ping")
            await socket.next("pong")
            return next((one["code"] for one in socket.seen if one["type"] == "error"), None)

    async def story() -> None:
        for who, code in expected(Rule(whose), kind).items():
            if who == "nobody" or who in VISITORS:  # theirs is another socket: see below
                continue
            found = await told(who)
            where = f"{who}: {tag} ({kind}) was told {found}"
            assert (found not in REFUSED) if code is None else (found == code), where

    asyncio.run(story())


@pytest.mark.parametrize("frame", [one for one in get_args(FromClient) if one is not Hello])
def test_a_visitor_sends_few_frames_and_in_its_own_conversation(town: Town, frame: type):
    whose, body = FRAMES[frame]
    tag: Any = msgspec.inspect.type_info(frame).tag
    about = {"conversation": "conversation_id", "message": "message_id", "written": "message_id"}.get(whose)
    strange = {"direct": "not_yours", "service": "not_yours", "visited": "not_yours"}
    tried = {"visitor": strange | {"visited": None}, **dict.fromkeys(STRANGE, strange if about else {})}

    async def story(who: str) -> None:
        async with visiting(town.served, town.visitors[who].token) as socket:
            for kind, code in tried[who].items():
                sent = {"type": tag} | body | ({about: town.ids[kind][about]} if about else {})
                socket.seen.clear()
                await socket.send(**sent)
                await socket.send(type="ping")
                await socket.next("pong")
                found = next((one["code"] for one in socket.seen if one["type"] == "error"), None)
                wanted = None if frame is Ping else code if frame in MAY_SEND else "not_yours"
                assert found == wanted, f"{who}: {tag} ({kind}) was told {found}"

    for who in tried:
        asyncio.run(story(who))


def test_a_socket_is_for_who_is_signed_in(town: Town):
    async def story() -> None:
        for token in (None, "no such token", town.visitors["visitor"].token):
            async with opened(town.served, token) as socket:
                assert await socket.code() == 4401
        for token in ("no such token", town.people["ana"].token):
            async with opened(town.served, town.people["ana"].token, at="/api/widget/live") as socket:
                await socket.send(type="hello", token=token)
                assert await socket.code() == 4401

    asyncio.run(story())


def test_the_token_of_a_bot_opens_none_of_these_doors(town: Town):
    where = f"/api/organisations/{town.ids['service']['organisation_id']}/bots"
    owner = town.people["owner"].http
    made = owner.post(where, json=BOT | {"enabled": True}).json()
    names = {"key": "none"} | town.ids["visited"] | town.ids["service"]
    headers = {"Authorization": f"Bearer {made['token']}"}
    with httpx.Client(base_url=town.served.url, headers=headers, timeout=120) as client:
        for (method, path), rule in RULES.items():
            if rule.whose != "anybody":
                answer = client.request(method, re.sub(r"{(\w+)}", lambda one: names.get(one[1], "-"), path))
                assert answer.status_code == 401, (method, path, answer.status_code)
    owner.delete(f"{where}/{made['id']}")


UNNOTED = {
    ("PUT", "/api/desk/me/state"),
    ("POST", ORGANISATION + "/contacts"),
    ("POST", ORGANISATION + "/contacts/{contact_id}/conversations"),
    ("POST", ORGANISATION + "/articles/import"),  # of no file, as it is asked here
    ("POST", WEBHOOKS + "/{webhook_id}/test"),
    ("POST", ORGANISATION + "/glossary/offers/translations"),  # nothing is written
}
"""What changes nothing that an organisation's audit log has: who is there, and whom agents know."""


def test_every_change_of_an_organisation_is_in_its_audit_log(town: Town):
    owner, where = town.people["owner"].http, f"/api/organisations/{town.ids['service']['organisation_id']}"

    def last() -> dict[str, str]:
        return dict(owner.get(f"{where}/audit", params={"limit": 1}).json()["items"][0])

    silent = set()
    for (method, path), rule in RULES.items():
        if rule.whose != "organisation" or method == "GET":
            continue
        before = last()["id"]
        answer = town.call("owner", method, path, rule, "service")
        assert answer.status_code < 300, (method, path, answer.text)
        found, uses = last(), "{" in path.removeprefix(ORGANISATION)
        made = uses and found["action"].endswith(("_created", "_joined"))  # what the request uses up
        if found["id"] == before or made:
            silent.add((method, path))
    assert silent == UNNOTED
