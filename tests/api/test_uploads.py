"""Files by tus: parts, pauses, refusals, and who gets what of them."""

from __future__ import annotations

import io
import socket
import zipfile
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from service.api.tus import SANDBOX
from tests.api.bringing import PART, TUS, begin, begun, brought, part, send, sent_file
from tests.api.serving import Guest, serving, until
from tests.files import pictures

MIB = 1024 * 1024


def offset(guest: Guest, file_id: str) -> int:
    answer = guest.http.head(f"/api/files/{file_id}", headers=TUS)
    assert answer.status_code == 200
    return int(answer.headers["upload-offset"])


def code(answer) -> str:
    return str(answer.json()["code"])


def test_a_file_comes_in_parts_and_whoever_sees_its_message_has_it(served, ana, bob, conversation):
    body = bytes(range(256)) * 9000
    body = b"\x1a\x45\xdf\xa3" + body
    file_id = begun(ana, conversation, len(body), "film.webm", "video/webm")
    for start in range(0, len(body), 700_001):
        answer = part(ana, file_id, start, body[start : start + 700_001])
        assert answer.status_code == 204, answer.text
        assert answer.headers["tus-resumable"] == "1.0.0"
        assert int(answer.headers["upload-offset"]) == min(start + 700_001, len(body))
    assert bob.http.get(f"/api/files/{file_id}").status_code == 403, "it was not sent yet"
    message = send(ana, conversation, file_id, "olha").json()
    assert message["content"] == {
        "kind": "attachment", "file_id": file_id, "name": "film.webm", "media_type": "video/webm",
        "size": len(body),
    }  # fmt: skip
    got = bob.http.get(f"/api/files/{file_id}")
    assert got.content == body and got.headers["content-type"] == "video/webm"
    assert got.headers["content-length"] == str(len(body))
    assert got.headers["content-disposition"] == "attachment; filename*=UTF-8''film.webm"
    assert got.headers["content-security-policy"] == SANDBOX
    assert got.headers["x-content-type-options"] == "nosniff"
    page = bob.http.get(f"/api/conversations/{conversation}/messages").json()
    assert page["messages"][0]["content"] == message["content"]


def test_files_that_i_sent_come_with_all_that_is_mine(ana, bob, conversation):
    mine = sent_file(ana, conversation, b"my words", "diário.txt")
    sent_file(bob, conversation, b"not mine")
    brought(ana, conversation, b"not sent")
    with zipfile.ZipFile(io.BytesIO(ana.http.get("/api/me/export").content)) as archive:
        found = [one for one in archive.namelist() if one.startswith("files/")]
        assert found == [f"files/{mine}/diário.txt"]
        assert archive.read(found[0]) == b"my words"


def test_a_part_of_a_file_is_given(served, ana, bob, conversation):
    file_id = sent_file(ana, conversation, b"0123456789" * 10)
    address = f"/api/files/{file_id}"
    for said, wanted, where in (
        ("bytes=0-4", b"01234", "bytes 0-4/100"),
        ("bytes=95-", b"56789", "bytes 95-99/100"),
        ("bytes=-3", b"789", "bytes 97-99/100"),
        ("bytes=90-900", b"0123456789", "bytes 90-99/100"),
    ):
        got = bob.http.get(address, headers={"Range": said})
        assert (got.status_code, got.content, got.headers["content-range"]) == (206, wanted, where)
    assert bob.http.get(address, headers={"Range": "bytes=100-"}).status_code == 416
    assert bob.http.get(address, headers={"Range": "bytes=x"}).status_code == 200


def test_an_image_comes_with_its_size_and_without_its_place(served, ana, bob, conversation):
    file_id = brought(ana, conversation, pictures.photo(), "me.jpg", "image/jpeg")
    content = send(ana, conversation, file_id, alt="red and blue").json()["content"]
    assert (content["width"], content["height"], content["preview"]) == (1600, 1200, True)
    assert content["alt"] == "red and blue" and content["blurhash"]
    got = bob.http.get(f"/api/files/{file_id}")
    assert b"Secret" not in got.content and content["size"] == len(got.content)
    small = bob.http.get(f"/api/files/{file_id}/preview")
    assert small.headers["content-type"] == "image/webp" and small.content[8:12] == b"WEBP"
    plain = brought(ana, conversation, b"words")
    assert code(ana.http.get(f"/api/files/{plain}/preview")) == "not_found"


def test_a_line_that_is_cut_leaves_what_had_come(served, ana, conversation):
    """By hand: the connection ends in the middle of a body that was announced."""
    body = b"z" * (MIB + 300_000)
    file_id = begun(ana, conversation, len(body))
    place = urlsplit(served.url)
    head = f"PATCH /api/files/{file_id} HTTP/1.1\r\nHost: {place.netloc}\r\n"
    said = TUS | PART | {"Upload-Offset": "0", "Content-Length": str(len(body))}
    said["Authorization"] = f"Bearer {ana.token}"
    head += "".join(f"{key}: {value}\r\n" for key, value in said.items()) + "\r\n"
    with socket.create_connection((place.hostname, place.port)) as line:
        line.sendall(head.encode() + body[: MIB + 100_000])
        until(lambda: offset(ana, file_id) >= MIB, "the first part is kept")
    kept = until(lambda: (found := offset(ana, file_id)) > MIB and found, "what came after it, too")
    assert kept == MIB + 100_000
    assert part(ana, file_id, kept, body[kept:]).status_code == 204
    assert send(ana, conversation, file_id).status_code == 201


def test_another_process_takes_the_next_part(served, ana, bob, conversation):
    with serving(replace(served.settings, port=0)) as other:
        file_id = begun(ana, conversation, 10)
        assert part(ana, file_id, 0, b"01234").status_code == 204
        there = ana.at(other)
        assert there.head(f"/api/files/{file_id}", headers=TUS).headers["upload-offset"] == "5"
        said = TUS | PART | {"Upload-Offset": "5"}
        assert there.patch(f"/api/files/{file_id}", content=b"56789", headers=said).status_code == 204
    assert send(ana, conversation, file_id).status_code == 201
    assert bob.http.get(f"/api/files/{file_id}").content == b"0123456789"


@pytest.mark.parametrize(
    ("size", "name", "kind", "wanted"),
    [
        (0, "a.txt", "", "file_empty"),
        (10 * 1024**3, "film.mp4", "", "file_too_large"),
        ("many", "a.txt", "", "invalid_input"),
        (-1, "a.txt", "", "invalid_input"),
        (5, "", "", "invalid_input"),
        (5, "../a.txt", "", "invalid_input"),
        (5, "a\u202etxt.exe", "", "invalid_input"),
        (5, "x" * 300, "", "invalid_input"),
    ],
)
def test_what_will_not_do_is_refused_before_a_byte_has_come(ana, conversation, size, name, kind, wanted):
    assert code(begin(ana, conversation, size, name, kind)) == wanted


@pytest.mark.parametrize(
    ("body", "name", "kind", "wanted"),
    [
        (pictures.PDF, "a.png", "image/png", "file_type_differs"),
        (pictures.SVG, "a.svg", "image/svg+xml", "file_type_refused"),
        (pictures.HTML, "a.html", "text/html", "file_type_refused"),
        (pictures.bomb(), "a.png", "image/png", "image_too_large"),
        (pictures.png()[:40], "a.png", "image/png", "file_broken"),
        (pictures.PDF + pictures.archive(a="x"), "a.pdf", "", "file_type_differs"),
    ],
)
def test_what_it_turns_out_to_be_is_refused_for_good(ana, conversation, body, name, kind, wanted):
    file_id = begun(ana, conversation, len(body), name, kind)
    assert code(part(ana, file_id, 0, body)) == wanted
    assert code(part(ana, file_id, len(body), b"")) == wanted, "asked again it is no other"
    assert code(send(ana, conversation, file_id)) == "not_found"
    assert ana.http.get(f"/api/files/{file_id}").status_code == 404


def test_parts_fit_or_are_refused(ana, conversation):
    file_id = begun(ana, conversation, 10)
    assert code(part(ana, file_id, 3, b"xxx")) == "offset_differs"
    assert part(ana, file_id, 0, b"01234").status_code == 204
    again = part(ana, file_id, 0, b"01234")
    assert (code(again), again.json()["details"]) == ("offset_differs", {"offset": 5})
    assert code(part(ana, file_id, 5, b"x" * 6)) == "file_too_large"
    assert offset(ana, file_id) == 5
    assert code(send(ana, conversation, file_id)) == "file_unready"
    assert code(part(ana, file_id, 5, b"x", **{"Tus-Resumable": "0.2.0"})) == "tus_version"
    assert code(part(ana, file_id, 5, b"x", **{"Content-Type": "text/plain"})) == "invalid_input"
    assert code(part(ana, file_id, 5, b"x", **{"Upload-Offset": "x"})) == "invalid_input"
    assert ana.http.delete(f"/api/files/{file_id}", headers=TUS).status_code == 204
    assert ana.http.head(f"/api/files/{file_id}", headers=TUS).status_code == 404


def test_a_file_goes_with_one_message(ana, bob, conversation):
    file_id = brought(ana, conversation, b"once")
    first = send(ana, conversation, file_id, client_id="first")
    assert send(ana, conversation, file_id, client_id="first").json()["id"] == first.json()["id"], (
        "sent again"
    )
    assert code(send(ana, conversation, file_id, client_id="second")) == "file_used"
    assert code(send(bob, conversation, file_id)) == "not_yours"
    assert code(ana.http.delete(f"/api/files/{file_id}", headers=TUS)) == "file_used"
    elsewhere = Guest(ana.served, "Eva")
    other = ana.talk_to(elsewhere)
    assert code(send(ana, other, brought(ana, conversation, b"here"))) == "invalid_input"
    refused = send(ana, conversation, brought(ana, conversation, b"x"), alt="x" * 501)
    assert refused.json()["details"] == {"field": "attachment.alt", "reason": "long"}


def test_only_so_many_files_wait_to_be_sent(ana, conversation):
    for _ in range(20):
        begun(ana, conversation, 5)
    assert code(begin(ana, conversation, 5)) == "too_many"


def test_there_is_room_for_so_much(settings):
    with serving(replace(settings, files_person_mb=1, file_mb=2)) as served:
        ana, bob = Guest(served, "Ana"), Guest(served, "Bob")
        conversation = ana.talk_to(bob)
        sent_file(ana, conversation, b"x" * 700_000)
        refused = begin(ana, conversation, 400_000)
        assert (code(refused), refused.json()["details"]) == ("files_full", {"what": "person", "limit": MIB})
        assert code(begin(bob, conversation, 3 * MIB)) == "file_too_large"


def test_nobody_is_kept_from_a_file_by_the_name_it_has(ana, bob, conversation):
    file_id = sent_file(ana, conversation, b"x", 'Olá "mundo" 写真.txt'.replace('"', "'"))
    said = bob.http.get(f"/api/files/{file_id}").headers["content-disposition"]
    assert said == "attachment; filename*=UTF-8''Ol%C3%A1%20%27mundo%27%20%E5%86%99%E7%9C%9F.txt"


def test_a_refused_message_gives_its_file_back(served):
    ana, bob = Guest(served, "Ana"), Guest(served, "Bob")
    where = ana.ask(bob)
    for n in range(3):
        ana.post(where, f"may I, {n}")
    file_id = brought(ana, where, b"some words")
    assert send(ana, where, file_id).json()["code"] == "request_unanswered"
    assert send(ana, where, file_id).json()["code"] == "request_unanswered", "another client_id"
    assert ana.http.delete(f"/api/files/{file_id}", headers=TUS).status_code == 204
