"""Articles over HTTP: what is refused says why."""

import base64

from tests.api.serving import Guest


def test_articles_and_the_bot_over_http(ana: Guest):
    made = ana.http.post("/api/organisations", json={"name": "Casa Verde", "language": "pt"}).json()
    where = f"/api/organisations/{made['id']}"
    refused = ana.http.patch(f"{where}/bot", json={"enabled": True})
    assert (refused.status_code, refused.json()["code"]) == (409, "articles_missing")
    files = [("returns.md", b"# Returns\n\nThirty days."), ("latin.txt", "Até".encode("latin-1"))]
    given = [{"name": name, "content": base64.b64encode(one).decode()} for name, one in files]
    brought = ana.http.post(f"{where}/articles/import", json={"files": given, "language": "en"}).json()
    assert brought == {
        "added": 1, "replaced": 0, "refused": [{"name": "latin.txt", "code": "encoding_unknown"}]
    }  # fmt: skip
    [item] = ana.http.get(f"{where}/articles").json()
    shown = ana.http.get(f"{where}/articles/{item['id']}").json()
    assert (shown["title"], shown["text"]) == ("Returns", "# Returns\n\nThirty days.")
    assert "text" not in item
    again = ana.http.post(f"{where}/articles", json={"title": "Returns", "language": "en", "text": "x"})
    assert (again.status_code, again.json()["code"]) == (409, "title_taken")
    large = {"title": "Large", "language": "en", "text": "x" * 1_000_000}
    refused = ana.http.post(f"{where}/articles", json=large)
    assert (refused.status_code, refused.json()["code"]) == (413, "too_large")
    assert ana.http.patch(f"{where}/bot", json={"enabled": True}).json() == {"enabled": True, "articles": 1}
    assert ana.http.delete(f"{where}/articles/{item['id']}").status_code == 204
    assert ana.http.get(f"{where}/bot").json() == {"enabled": False, "articles": 0}
