"""The socket, frame by frame."""

import asyncio
import json
from contextlib import suppress

import httpx
import pytest
import websockets

from service.api.socket import dispatcher, session
from service.identity.sessions import sign_out
from service.store import Store
from tests.api.serving import Guest, live, opened


def run(flow):
    asyncio.run(flow())


def test_hello_is_answered_with_me_and_conversations(served, ana, bob, conversation):
    async def flow():
        async with opened(served, ana.token) as one:
            await one.send(type="hello", positions={})
            ready = await one.next()
            assert ready["type"] == "ready"
            assert ready["me"]["handle"] == ana.handle
            assert [(c["id"], c["other"]["id"]) for c in ready["conversations"]] == [(conversation, bob.id)]

    run(flow)


def test_the_cookie_signs_in_too(served, ana):
    async def flow():
        headers = {"Cookie": f"duologue={ana.token}", "Origin": served.url}
        async with live(served, None, headers=headers) as one:
            assert one.seen[0]["me"]["id"] == ana.id

    run(flow)


def test_a_post_is_answered_and_reaches_both_sides_and_all_tabs(served, ana, bob, conversation):
    async def flow():
        async with (
            live(served, ana.token) as a,
            live(served, ana.token) as tab,
            live(served, bob.token) as b,
        ):
            await a.send(type="post", ref="r1", conversation_id=conversation, client_id="c1", text="olá")
            posted = await a.next("posted")
            assert (posted["ref"], posted["message"]["seq"]) == ("r1", 1)
            assert "message" not in [frame["type"] for frame in a.seen], "first the answer"
            for one in (a, tab, b):
                frame = await one.next("message")
                assert frame["conversation_id"] == conversation
                assert frame["rev"] == 1
                assert frame["message"]["id"] == posted["message"]["id"]
                assert frame["message"]["enrichment"]["status"] == "pending", "nobody waits for a worker"

    run(flow)


def test_a_post_over_http_rings_too(served, ana, bob, conversation):
    async def flow():
        async with live(served, bob.token) as b:
            await asyncio.to_thread(ana.post, conversation, "oi")
            assert (await b.next("message"))["message"]["text"] == "oi"

    run(flow)


def test_a_post_sent_again_gives_the_same_message(served, ana, conversation):
    async def flow():
        async with live(served, ana.token) as a:
            post = {"type": "post", "conversation_id": conversation, "client_id": "c1", "text": "olá"}
            await a.send(ref="1", **post)
            first = await a.next("posted")
            await a.send(ref="2", **post)
            again = await a.next("posted")
            assert (again["ref"], again["message"]["id"]) == ("2", first["message"]["id"])
            await a.send(ref="3", **(post | {"text": "another"}))
            error = await a.next("error")
            assert (error["ref"], error["code"]) == ("3", "client_id_reused")

    run(flow)


def test_typing_receipts_presence_persons_and_conversations_are_told(
    served, ana, bob, conversation, monkeypatch
):
    monkeypatch.setattr(served.context.presence, "_grace", 0.3)
    monkeypatch.setattr(dispatcher, "TYPING_EVERY", 3600.0)

    async def flow():
        async with live(served, bob.token) as b:
            async with live(served, ana.token) as a:
                came = await b.next("presence")
                assert (came["person_id"], came["online"]) == (ana.id, True)
                shown = await asyncio.to_thread(bob.http.get, f"/api/people/{ana.handle}")
                assert shown.json()["online"] is True
                for _ in range(5):
                    await a.send(type="typing", conversation_id=conversation)
                typing = await b.next("typing")
                assert (typing["conversation_id"], typing["person_id"]) == (conversation, ana.id)

                await b.send(type="post", ref="1", conversation_id=conversation, client_id="c", text="hi")
                await a.next("message")
                await a.send(type="receipt", conversation_id=conversation, delivered_seq=1, read_seq=1)
                receipt = await b.next("receipt")
                assert (receipt["person_id"], receipt["read_seq"]) == (ana.id, 1)
                assert sum(frame["type"] == "typing" for frame in b.seen) == 1, (
                    "no more than one in that time"
                )

                await asyncio.to_thread(ana.http.patch, "/api/me", json={"name": "Aninha"})
                assert (await b.next("person"))["person"]["name"] == "Aninha"

                carl = await asyncio.to_thread(Guest, served, "Carl")
                new = await asyncio.to_thread(carl.talk_to, bob)
                shown = (await b.next("conversation"))["conversation"]
                assert (shown["id"], shown["other"]["handle"]) == (new, carl.handle)
            gone = await b.next("presence")
            assert (gone["person_id"], gone["online"]) == (ana.id, False)
            assert gone["last_seen_at"] is not None

    run(flow)


BAD = [
    ("{", "invalid_json", None),
    ("[]", "invalid_input", None),
    (b"\xff\xfe", "invalid_json", None),
    ('{"type": "dance", "ref": "7"}', "invalid_input", "7"),
    ('{"type": "post", "ref": "8"}', "invalid_input", "8"),
    ('{"ref": 9}', "invalid_input", None),
    ('{"type": "ping", "x": ' + "[" * 50_000, "invalid_input", None),
    ('{"type": "ping"' + " " * 50_000, "invalid_json", None),
]


def test_frames_that_are_none_are_answered_and_the_socket_stays(served, ana, conversation):
    async def flow():
        async with live(served, ana.token) as a:
            for body, code, ref in BAD:
                await a.connection.send(body)
                error = await a.next()
                assert (error["type"], error["code"], error["ref"]) == ("error", code, ref), body[:40]
            await a.send(type="ping")
            assert (await a.next())["type"] == "pong"

    run(flow)


def test_refused_frames_carry_code_and_ref(served, ana, conversation):
    async def flow():
        async with live(served, ana.token) as a:
            post = {"type": "post", "conversation_id": conversation, "client_id": "c"}
            await a.send(ref="1", text="é" * 20_000, **post)
            long = await a.next("error")
            assert (long["ref"], long["code"]) == ("1", "text_too_long")
            assert long["details"]["limit"] == served.settings.max_text
            await a.send(ref="2", text="  ", **post)
            assert (await a.next("error"))["code"] == "text_empty"
            await a.send(ref="3", text="x", **(post | {"conversation_id": "none"}))
            assert (await a.next("error"))["code"] == "not_found"

    run(flow)


def test_conversations_of_others_are_closed_on_the_socket(served, ana, bob, conversation):
    async def flow():
        await asyncio.to_thread(ana.post, conversation, "between us")
        eve = await asyncio.to_thread(Guest, served, "Eve")
        async with live(served, eve.token, {conversation: 0}) as e, live(served, bob.token) as b:
            assert (await e.next())["code"] == "not_yours", "position in hello"
            await e.send(type="post", ref="1", conversation_id=conversation, client_id="c", text="x")
            await e.send(type="resume", ref="2", conversation_id=conversation, rev=0)
            await e.send(type="typing", conversation_id=conversation)
            await e.send(type="receipt", conversation_id=conversation, read_seq=1)
            for ref in ("1", "2", None, None):
                error = await e.next()
                assert (error["type"], error["code"], error["ref"]) == ("error", "not_yours", ref)
            await b.send(type="ping")
            assert (await b.next())["type"] == "pong", "and nothing of it is told"

    run(flow)


def test_hello_comes_first_and_in_time(served, ana, monkeypatch):
    async def flow():
        async with opened(served, ana.token) as one:
            await one.send(type="ping")
            assert (await one.next())["code"] == "invalid_input"
        monkeypatch.setattr(session, "HELLO_WITHIN", 0.5)
        async with opened(served, ana.token) as one:
            with suppress(websockets.ConnectionClosed):  # where this machine is slow, its time is over
                await one.send(type="ping")
            assert await one.code() == 4408

    run(flow)


@pytest.mark.parametrize("token", [None, "not-a-token"])
def test_without_a_token_that_holds_the_socket_closes(served, token):
    async def flow():
        async with opened(served, token) as one:
            assert await one.code() == 4401

    run(flow)


def test_signing_out_closes_the_sockets_of_that_token_only(served, ana):
    async def flow():
        other = await asyncio.to_thread(
            httpx.post,
            f"{served.url}/api/sessions",
            json={"handle": ana.handle, "password": "long enough"},
        )
        async with live(served, ana.token) as ended, live(served, other.json()["token"]) as kept:
            assert (await asyncio.to_thread(ana.http.delete, "/api/sessions")).status_code == 204
            assert await ended.code() == 4401
            await kept.send(type="ping")
            assert (await kept.next("pong"))["type"] == "pong"

    run(flow)


def test_a_token_that_ends_by_itself_closes_the_socket(served, ana, monkeypatch):
    monkeypatch.setattr(session, "LOOK_AGAIN", 0.1)

    async def flow():
        async with live(served, ana.token) as one:
            store = await Store.open(served.settings)
            await sign_out(store, ana.token)
            await store.close()
            assert await one.code() == 4401

    run(flow)


def test_a_page_of_another_site_gets_no_socket(served, ana):
    async def flow():
        for origin in ("https://evil.example", "null"):
            async with opened(served, ana.token, headers={"Origin": origin}) as one:
                assert await one.code() == 4403
        async with live(served, ana.token, headers={"Origin": served.url}) as one:
            assert one.seen[0]["type"] == "ready"

    run(flow)


def test_a_frame_beyond_all_reason_closes_with_1009(served, ana):
    async def flow():
        async with live(served, ana.token) as one:
            await one.connection.send(json.dumps({"type": "ping", "x": "x" * 2_000_000}))
            assert await one.code() == 1009

    run(flow)


def test_who_talks_too_fast_is_slowed_and_loses_nothing(served, ana):
    async def flow():
        async with live(served, ana.token) as one:
            began = asyncio.get_running_loop().time()
            for _ in range(130):
                await one.send(type="ping")
            for _ in range(130):
                assert (await one.next("pong"))["type"] == "pong"
            assert asyncio.get_running_loop().time() - began > 0.7

    run(flow)


def test_a_socket_that_breaks_leaves_nobody_behind(served, ana):
    async def flow():
        async with live(served, ana.token) as one:
            assert ana.id in served.context.connections.people()
            one.connection.transport.abort()
        async with asyncio.timeout(90):
            while ana.id in served.context.connections.people():
                await asyncio.sleep(0.01)

    run(flow)


def test_closing_a_socket_in_order(served, ana):
    async def flow():
        async with live(served, ana.token) as one:
            await one.connection.close(1000)
            with pytest.raises(websockets.ConnectionClosedOK):
                await one.connection.recv()

    run(flow)
