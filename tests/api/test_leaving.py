"""Muting, leaving, reporting and taking one's data along, over HTTP."""

import io
import json
import zipfile


def code(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_mute_leave_and_report(served, ana, bob, conversation):
    where = f"/api/conversations/{conversation}"
    theirs = ana.post(conversation, "olá")
    assert bob.http.patch(where, json={"muted": True}).json()["muted"] is True
    changed = bob.http.patch(where, json={"suggestions": False}).json()
    assert (changed["muted"], changed["suggestions"]) == (True, False)
    assert (changed["address"], bob.http.patch(where, json={"address": "formal"}).json()["address"]) == (
        "informal",
        "formal",
    )
    assert code(bob.http.patch(where, json={"address": "rude"})) == (400, "invalid_input")
    assert bob.http.post(f"{where}/leave").json()["away"] is True
    assert conversation not in [one["id"] for one in bob.http.get("/api/conversations").json()]
    assert conversation in [one["id"] for one in bob.http.get("/api/conversations?state=left").json()]
    ana.post(conversation, "ainda?")
    assert conversation in [one["id"] for one in bob.http.get("/api/conversations").json()]
    body = {"reason": "spam", "note": "", "message_id": theirs["id"]}
    assert bob.http.post(f"{where}/report", json=body).status_code == 204
    assert code(bob.http.post(f"{where}/report", json={"reason": "x"})) == (400, "invalid_input")


def test_all_my_data_is_an_archive_with_valid_json(served, ana, bob, conversation):
    for number in range(3):
        ana.post(conversation, f"olá {number}")
    answer = bob.http.get("/api/me/export")
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"].startswith('attachment; filename="duologue-')
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.testzip() is None
    assert json.loads(archive.read("me.json"))["id"] == bob.id
    lines = archive.read(f"messages/{conversation}.jsonl").splitlines()
    assert [json.loads(one)["text"] for one in lines] == ["olá 0", "olá 1", "olá 2"]
    for name in archive.namelist():
        body = archive.read(name)
        for one in body.splitlines() if name.endswith("l") else [body]:
            json.loads(one)
